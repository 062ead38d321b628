-- Seals a partition's pending views as a batch, so that later views do not join a batch that Postgres may already hold.
-- Used after a restart of Redis, which may have been restored from an older snapshot.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random id, for views that were buffered without one
-- Reply    1 if there were pending views, else 0
-- Cost     O(sealed batches)

local pending, sealed = KEYS[1] .. ':pending', KEYS[1] .. ':sealed'

if redis.call('EXISTS', pending) == 0 then
  return 0
end
redis.call('HSETNX', pending, '#id', ARGV[1])
local id = redis.call('HGET', pending, '#id')
redis.call('RENAME', pending, sealed .. ':' .. id)
redis.call('LREM', sealed, 0, id)
redis.call('LPUSH', sealed, id)
return 1
