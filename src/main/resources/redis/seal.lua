-- Puts a partition's buffered views aside, so that views to come do not join a batch that Postgres may hold already:
-- for a Redis that was restarted, and may have gone back in time.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random id, for views that were buffered without one
-- Answer   1 where there were views to put aside, else 0
-- Cost     O(1)

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
