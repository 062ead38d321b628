-- Claims a partition's buffered views for one transfer to Postgres.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  a random id for the batch, used where none is left over
-- Answer   {id, number of items} of the batch to transfer, or an empty array where nothing is buffered
-- Cost     O(1)
--
-- A batch that was claimed and not forgotten (its transfer may or may not have been committed) comes first and keeps
-- its id: the ledger in Postgres knows whether it was applied.

local pending, flushing = KEYS[1] .. ':pending', KEYS[1] .. ':flushing'

if redis.call('EXISTS', flushing) == 0 then
  if redis.call('EXISTS', pending) == 0 then
    return {}
  end
  redis.call('HSET', pending, '#id', ARGV[1])
  redis.call('RENAME', pending, flushing)
end

return {redis.call('HGET', flushing, '#id'), redis.call('HLEN', flushing) - 1}
