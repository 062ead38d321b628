-- Claims a partition's buffered views for one transfer to Postgres.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random id, for views that were buffered without one
-- Answer   {id, number of items, whether more may wait: 1 or 0} of the batch to transfer, or an empty array where nothing
--          is buffered
-- Cost     O(1)
--
-- A batch keeps the id that it was given with its first view, also in a Redis that went back in time: the ledger in
-- Postgres knows whether it was applied. What was claimed and not forgotten comes first, then what was sealed, then what
-- is buffered now.

local pending, flushing, sealed = KEYS[1] .. ':pending', KEYS[1] .. ':flushing', KEYS[1] .. ':sealed'

local more = 1

if redis.call('EXISTS', flushing) == 0 then
  local id = redis.call('RPOP', sealed)
  local source = id and sealed .. ':' .. id or pending
  if redis.call('EXISTS', source) == 0 then
    return {}
  end
  more = id and 1 or 0
  redis.call('HSETNX', source, '#id', ARGV[1])
  redis.call('RENAME', source, flushing)
end

return {redis.call('HGET', flushing, '#id'), redis.call('HLEN', flushing) - 1, more}
