-- KEYS: era, hash, set. ARGV: token, whole, limit, then place and bar of each that was loaded.
-- Bars committed since the begin are there already; those of them that are older than all loaded ones must go.
local hash, set = KEYS[2], KEYS[3]
if not usable(KEYS[1], hash, set) or redis.call('HGET', hash, '@token') ~= ARGV[1] then return 0 end
redis.call('HSET', hash, '@filled', '1')
for i = 4, #ARGV, 2 do put(hash, set, ARGV[i], ARGV[i + 1]) end
if ARGV[2] ~= '1' and redis.call('HGET', hash, '@whole') == '1' then
    redis.call('HSET', hash, '@whole', '0')
    while redis.call('ZCARD', set) > 0 do
        local oldest = redis.call('ZRANGE', set, 0, 0)[1]
        if oldest == ARGV[4] then break end
        redis.call('ZREM', set, oldest)
        redis.call('HDEL', hash, oldest)
    end
end
trim(hash, set, tonumber(ARGV[3]))
trustUntil(hash, set, 0)
return 1
