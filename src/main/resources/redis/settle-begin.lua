-- Begins a settlement of totals, before Postgres is read for it. A settlement that began earlier and ends later sets no
-- totals.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random token, to be passed to settle.lua
-- ARGV[2]  time to live of the token, milliseconds
-- Reply    number of transfers so far
-- Cost     O(1)

redis.call('SET', KEYS[1] .. ':settling', ARGV[1], 'PX', ARGV[2])
return redis.call('GET', KEYS[1] .. ':transfers') or '0'
