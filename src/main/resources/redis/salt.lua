-- Agrees on the salt of a dedup window: the first offer wins, everybody gets the same.
--
-- KEYS[1]  key of the window's salt
-- ARGV[1]  salt offered, base64
-- ARGV[2]  when it is forgotten, epoch milliseconds
-- Answer   the salt
-- Cost     O(1)
--
-- A minute at least: by the clock of Redis the window may be over, where that of a replica is behind.

local A_MINUTE = 60000

local held_until = string.format('%.0f', math.max(ARGV[2], redis.call('TIME')[1] * 1000 + A_MINUTE))
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', held_until)
redis.call('PEXPIREAT', KEYS[1], held_until, 'GT')
return redis.call('GET', KEYS[1])
