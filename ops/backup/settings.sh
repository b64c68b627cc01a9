# shellcheck shell=sh
# Read by setup, run and restore: their settings, and what is the same in each. Not a command.

# The comment at the top of the command.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

misused() { echo "${0##*/}: $*; see ops/backup/${0##*/} --help" >&2; exit 2; }

fail() { echo "${0##*/}: $*" >&2; exit 1; }

say() { echo "$(date -u +%H:%M:%S) $*"; }

# read_settings FILE
read_settings() {
    [ -r "$1" ] || fail "there is no settings file $1; copy ops/backup/backup.env.example to it, or give another with -c"
    # shellcheck source=/dev/null
    . "$1"
    for name in PG_BIN PGDATA PGHOST PGPORT PGUSER PGDATABASE STANZA PGBACKREST_CONF REPOSITORY LOG_DIR RETENTION_DAYS ARCHIVE_TIMEOUT; do
        eval "value=\${$name:-}"
        [ -n "$value" ] || fail "$name is not set in $1"
        case $value in
            *[!A-Za-z0-9/._-]*) fail "$name=$value in $1 may hold letters, digits and / . _ - only" ;;
        esac
    done
    export PGDATA PGHOST PGPORT PGUSER PGDATABASE
    command -v pgbackrest >/dev/null || fail "pgbackrest is not in the PATH; install it (Debian: apt-get install pgbackrest)"
    [ -x "$PG_BIN/pg_ctl" ] || fail "there is no pg_ctl in PG_BIN=$PG_BIN; correct it in $1"
}

backrest() { pgbackrest --config="$PGBACKREST_CONF" --stanza="$STANZA" "$@"; }

# One value from the server: ask SQL [NAME=VALUE]
ask() {
    echo "$1" | "$PG_BIN/psql" -X -q -At -v ON_ERROR_STOP=1 ${2:+-v "$2"}
}

is_running() { "$PG_BIN/pg_ctl" -D "$1" status >/dev/null 2>&1; }

# Returns when the server on that folder takes writes; fails when it has ended.
await_recovery() {
    until [ "$(ask "SELECT pg_is_in_recovery()" 2>/dev/null)" = f ]; do
        sleep 0.5
        is_running "$1" || return 1
    done
}

# Files that one user writes and another reads fail at the worst moment: all is done by the one who runs the server.
require_owner() {
    owner=$(stat -c %U "$1")
    [ "$(id -un)" = "$owner" ] || fail "$1 belongs to $owner; run this as $owner"
}
