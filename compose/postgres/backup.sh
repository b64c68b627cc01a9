#!/bin/bash
# A verified copy of the database every BACKUP_EVERY_SECONDS, the newest BACKUPS_KEPT of them kept. Tapemill needs no
# archive of what was written since: a restored database has its position in Kafka, and the bars since then follow.
set -euo pipefail
cd "$BACKUPS"
umask 022
echo "*:*:*:replicator:$(cat /run/secrets/postgres_replicator)" >/tmp/replicator.pass
chmod 600 /tmp/replicator.pass
trap 'exit 0' TERM

# the follower has time
server="host=postgres-2,postgres-1 user=replicator passfile=/tmp/replicator.pass \
    target_session_attrs=prefer-standby connect_timeout=5"

# A copy has its name only when it is whole
copy() { # copy NAME
    rm -rf ./*.part
    pg_basebackup --dbname="$server" --pgdata="$1.part" --wal-method=stream --checkpoint=fast \
        --manifest-checksums=SHA256 && pg_verifybackup --quiet "$1.part" && mv "$1.part" "$1"
}

backup() {
    local name
    name=$(date -u +%Y%m%dT%H%M%SZ)
    copy "$name" || return 1
    # names are times, so the oldest come first
    find . -maxdepth 1 -type d -name '2*Z' | sort | head -n "-$BACKUPS_KEPT" | xargs -r rm -rf
    mkdir -p metrics
    printf '# TYPE tapemill_backup_last_success_timestamp_seconds gauge\ntapemill_backup_last_success_timestamp_seconds{type="full"} %s\n' \
        "$(date +%s)" >metrics/backup.prom.part
    mv metrics/backup.prom.part metrics/backup.prom
    echo "backup $name verified"
}

while true; do
    if backup; then wait=$BACKUP_EVERY_SECONDS; else wait=30; fi
    # in the background, so that a signal is heard at once
    sleep "$wait" &
    wait $! || true
done
