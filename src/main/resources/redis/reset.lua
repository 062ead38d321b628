-- Lets a partition's totals go, where nothing is buffered, so that each is taken from Postgres anew: for a Redis that was
-- restarted, and may have gone back in time.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- Answer   1 where they are gone, 0 where something is buffered
-- Cost     O(1); large hashes are freed in the background

local prefix = KEYS[1]

if redis.call('EXISTS', prefix .. ':pending', prefix .. ':flushing', prefix .. ':sealed') > 0 then
  return 0
end
redis.call('UNLINK', prefix .. ':known', prefix .. ':known2', prefix .. ':approximate')
return 1
