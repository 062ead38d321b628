-- Claims a partition's buffered views as one batch for the transfer to Postgres.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random id, for views that were buffered without one
-- Reply    {id of the batch, number of items, 1 if more batches may be waiting, else 0}, or an empty array if nothing
--          is buffered
-- Cost     O(1)
--
-- A batch keeps the id that it got with its first view, also in a Redis that was restored from an older snapshot: the
-- ledger in Postgres knows by the id whether the batch was applied. Order: first a batch that was claimed and not
-- acknowledged, then a sealed batch, then the pending views.

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
