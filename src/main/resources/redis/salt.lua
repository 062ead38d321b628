-- Agrees on the salt of a dedup window: the first offer wins, everybody gets the same.
--
-- KEYS[1]  key of the window's salt
-- ARGV[1]  salt offered, base64
-- ARGV[2]  when it is forgotten, epoch milliseconds
-- Answer   the salt
-- Cost     O(1)

redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[2], 'GT')
return redis.call('GET', KEYS[1])
