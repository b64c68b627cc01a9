#!/bin/bash
# Says who may do what with the tables: as their owner, on the server that leads. Ends.
set -euo pipefail
PGPASSWORD=$(cat /run/secrets/postgres_migrator)
export PGPASSWORD
psql "host=postgres-1,postgres-2 target_session_attrs=read-write user=tapemill_migrator dbname=tapemill" \
    --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --file=/etc/postgres-tapemill/grants.sql
