-- Shared by the scripts behind it. Fields of a series' hash besides its bars: @era, @token, @filled, @whole.
local FIELDS = 4

-- Whether the series may be used: both keys are there as they were written, in the current era.
local function usable(era, hash, set)
    local mine = redis.call('HGET', hash, '@era')
    if not mine or mine ~= redis.call('GET', era) then return false end
    return redis.call('HLEN', hash) == redis.call('ZCARD', set) + FIELDS
end

-- Takes one bar in, unless the same or a higher (generation, revision) is there, or what lies between is not known.
local function put(hash, set, place, bar)
    local start = math.floor(tonumber(string.match(place, '^%-?%d+')) / 1000 + 0.5)
    local held = redis.call('HGET', hash, place)
    if held then
        local generation, revision = struct.unpack('>i4i4', bar)
        local heldGeneration, heldRevision = struct.unpack('>i4i4', held)
        if generation < heldGeneration or (generation == heldGeneration and revision <= heldRevision) then return end
    elseif redis.call('HGET', hash, '@whole') ~= '1' then
        local oldest = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
        if oldest[2] and start < tonumber(oldest[2]) then return end
    end
    redis.call('HSET', hash, place, bar)
    redis.call('ZADD', set, string.format('%.0f', start), place)
end

local function trim(hash, set, limit)
    local over = redis.call('ZCARD', set) - limit
    if over <= 0 then return end
    for _, place in ipairs(redis.call('ZRANGE', set, 0, over - 1)) do redis.call('HDEL', hash, place) end
    redis.call('ZREMRANGEBYRANK', set, 0, over - 1)
    redis.call('HSET', hash, '@whole', '0')
end

-- Trusts the series until then; never for less long than before.
local function trustUntil(hash, set, deadline)
    local before = redis.call('PEXPIRETIME', hash)
    if before > tonumber(deadline) then deadline = before end
    redis.call('PEXPIREAT', hash, deadline)
    redis.call('PEXPIREAT', set, deadline)
end
