-- Agrees on the salt of a dedup window: the first offer is stored, and every caller gets it.
--
-- KEYS[1]  key of the window's salt
-- ARGV[1]  offered salt, base64
-- ARGV[2]  when the salt expires, epoch milliseconds
-- Reply    the salt
-- Cost     O(1)
--
-- The salt lives for at least one minute: the clock of Redis may be ahead of a replica's, so that the window may be
-- over for Redis alone.

local A_MINUTE = 60000

local held_until = string.format('%.0f', math.max(ARGV[2], redis.call('TIME')[1] * 1000 + A_MINUTE))
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', held_until)
redis.call('PEXPIREAT', KEYS[1], held_until, 'GT')
return redis.call('GET', KEYS[1])
