-- Acknowledges a batch that Postgres holds: deletes it, and evicts totals that were not used for a while.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  id of the batch
-- ARGV[2]  minimum time that totals are kept after their last use, milliseconds
-- Reply    1 if the batch was deleted, 0 if it is not the claimed one
-- Cost     O(1); large hashes are freed in the background
--
-- Totals are stored in two generations: known (younger) and known2 (older). Here the younger one becomes the older one,
-- and the previous older one is deleted. The total of a buffered view is never deleted: all views that are buffered now
-- were counted after this batch was claimed, so their totals are in the younger generation. It becomes the older one
-- here, and these views are transferred before it is deleted.

local prefix = KEYS[1]
local flushing, known, older, kept = prefix .. ':flushing', prefix .. ':known', prefix .. ':known2', prefix .. ':kept'

if redis.call('HGET', flushing, '#id') ~= ARGV[1] then
  return 0
end
redis.call('UNLINK', flushing)
redis.call('INCR', prefix .. ':transfers')

if redis.call('SET', kept, '1', 'NX', 'PX', ARGV[2]) and redis.call('EXISTS', known) == 1 then
  redis.call('UNLINK', older)
  redis.call('RENAME', known, older)
end
return 1
