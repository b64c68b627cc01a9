-- KEYS: era, hash, set. ARGV: token, a new era in case there is none, deadline.
redis.call('SET', KEYS[1], ARGV[2], 'NX')
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[2], '@era', redis.call('GET', KEYS[1]), '@token', ARGV[1], '@filled', '0', '@whole', '1')
trustUntil(KEYS[2], KEYS[3], ARGV[3])
return 1
