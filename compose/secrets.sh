#!/usr/bin/env bash
# Makes every password and key that is missing in secrets/, and .env; or in another folder, and no .env:
# ./secrets.sh [DIR]. What is there stays.
# A container reads its secrets as a member of the group that owns the files; nobody else may.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here/secrets}
umask 027
mkdir -p "$dir"

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

for name in postgres_superuser postgres_replicator postgres_migrator postgres_sink postgres_reader postgres_monitor \
    redis_password grafana_password; do
    [ -s "$dir/$name" ] || random >"$dir/$name"
done

# An API key is kept as its hash; the secret itself lies beside for who shows it (docs/security.md)
key() { # key NAME SCOPES
    [ -s "$dir/$1_key" ] || printf 'tapemill_%s' "$(random)" >"$dir/$1_key"
    grep -qs "^$1 " "$dir/http_keys" ||
        printf '%s %s sha256:%s\n' "$1" "$2" "$(sha256sum <"$dir/$1_key" | cut -d' ' -f1)" >>"$dir/http_keys"
}
key peer peer
key metrics admin
key client read,stream,admin

# Root's own group would be one right too many
gid=$(id -g)
if [ "$gid" = 0 ]; then
    gid=10001
    chgrp -R "$gid" "$dir"
fi
if [ $# = 0 ] && [ ! -e "$here/.env" ]; then
    { cat "$here/.env.example"; printf '\n# Group that owns secrets/\nSECRETS_GID=%s\n' "$gid"; } >"$here/.env"
fi
echo "secrets in $dir, readable by group $gid; your own API key is in $dir/client_key"
