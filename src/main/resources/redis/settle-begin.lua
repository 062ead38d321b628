-- Begins to set totals, before Postgres is read for them: what began earlier and comes later sets none.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random token, to be told to settle.lua
-- ARGV[2]  how long it is remembered, milliseconds
-- Answer   number of transfers so far
-- Cost     O(1)

redis.call('SET', KEYS[1] .. ':settling', ARGV[1], 'PX', ARGV[2])
return redis.call('GET', KEYS[1] .. ':transfers') or '0'
