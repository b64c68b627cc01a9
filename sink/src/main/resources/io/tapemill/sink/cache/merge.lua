-- KEYS: era, then hash and set of each series. ARGV: deadline, limit, then for each bar the number of its series
-- (from 1), place and bar. Series that nobody asked for are not made.
local era = KEYS[1]
local open = {}
for i = 2, #KEYS, 2 do open[i / 2] = usable(era, KEYS[i], KEYS[i + 1]) end
for i = 3, #ARGV, 3 do
    local series = tonumber(ARGV[i])
    if open[series] then put(KEYS[2 * series], KEYS[2 * series + 1], ARGV[i + 1], ARGV[i + 2]) end
end
for i = 2, #KEYS, 2 do
    if open[i / 2] then
        trim(KEYS[i], KEYS[i + 1], tonumber(ARGV[2]))
        trustUntil(KEYS[i], KEYS[i + 1], ARGV[1])
    end
end
return 1
