-- KEYS: era, hash, set. ARGV: how many of the newest bars, -1 for all.
-- Gives whether these are all there are, then the bars, oldest first; nothing when the series must not be used.
local hash, set = KEYS[2], KEYS[3]
if not usable(KEYS[1], hash, set) or redis.call('HGET', hash, '@filled') ~= '1' then return nil end
local count = tonumber(ARGV[1])
local all = redis.call('ZCARD', set)
if count < 0 or count > all then count = all end
local whole = count == all and redis.call('HGET', hash, '@whole') or '0'
local answer = {whole}
if count == 0 then return answer end
local places = redis.call('ZRANGE', set, all - count, -1)
for i, place in ipairs(places) do answer[i + 1] = redis.call('HGET', hash, place) end
return answer
