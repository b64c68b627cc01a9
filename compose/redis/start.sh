#!/bin/sh
# Adds the password, which must stand in no command line.
set -eu
umask 077
{
    cat /etc/redis-tapemill/redis.conf
    echo "requirepass $(cat /run/secrets/redis_password)"
} >/tmp/redis.conf
exec redis-server /tmp/redis.conf
