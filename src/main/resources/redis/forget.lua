-- Forgets a batch that Postgres holds, and lets totals that nobody asked for drop out.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  id of the batch
-- ARGV[2]  how long totals stay at least after their last use, milliseconds
-- Answer   1 where the batch was forgotten, 0 where it is not the one that is there
-- Cost     O(1); large hashes are freed in the background
--
-- Totals live in two generations. Everything that is buffered now was touched after the claim of this batch, so it
-- lies in the younger one, becomes the older one here, and is transferred before that one is dropped.

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
