-- Discards a partition's totals, unless views are buffered, so that each total is read from Postgres again. Used after
-- a restart of Redis, which may have been restored from an older snapshot.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- Reply    1 if the totals were discarded, 0 if views are buffered
-- Cost     O(1); large hashes are freed in the background

local prefix = KEYS[1]

if redis.call('EXISTS', prefix .. ':pending', prefix .. ':flushing', prefix .. ':sealed') > 0 then
  return 0
end
redis.call('UNLINK', prefix .. ':known', prefix .. ':known2', prefix .. ':approximate')
return 1
