#!/bin/bash
# One of the two servers. With data it goes on as what it was; without, the one that POSTGRES_PRIMARY names makes a
# new database and the other one copies it and follows.
set -euo pipefail
files=/etc/postgres-tapemill
new=$PGDATA.new
umask 077
echo "*:*:*:replicator:$(cat /run/secrets/postgres_replicator)" >/tmp/replicator.pass
leader="host=$POSTGRES_PRIMARY user=replicator passfile=/tmp/replicator.pass application_name=$HOSTNAME"

create() {
    initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
        --pwfile=/run/secrets/postgres_superuser --auth-local=peer --auth-host=scram-sha-256
    pg_ctl --pgdata="$new" --wait start -o "-c listen_addresses= -c unix_socket_directories=$PGHOST"
    createdb --username=postgres tapemill
    psql --username=postgres --dbname=tapemill --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --file="$files/roles.sql" --file="$files/passwords.sql"
    pg_ctl --pgdata="$new" --wait stop
}

follow() {
    until pg_basebackup --dbname="$leader" --pgdata="$new" --wal-method=stream --checkpoint=fast; do
        rm -rf "$new"
        sleep 2
    done
    touch "$new/standby.signal"
}

# Made beside and renamed: what was interrupted is made again
if [ ! -d "$PGDATA" ]; then
    rm -rf "$new"
    if [ "$HOSTNAME" = "$POSTGRES_PRIMARY" ]; then create; else follow; fi
    mv "$new" "$PGDATA"
fi

# wal_keep_size: how far the other may fall behind before it must be copied anew
exec postgres -D "$PGDATA" -c hba_file="$files/pg_hba.conf" -c listen_addresses='*' -c primary_conninfo="$leader" \
    -c wal_keep_size=1GB -c max_connections=100 -c shared_buffers=256MB -c wal_retrieve_retry_interval=500 \
    -c unix_socket_directories="$PGHOST"
