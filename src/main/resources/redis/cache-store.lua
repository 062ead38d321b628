-- Stores a loaded entry, unless it was invalidated since the load began, and releases the lock. Uses cache.lua.
--
-- KEYS[1]  base of the cache, which stands for all its keys
-- ARGV[1]  key of the entry
-- ARGV[2]  token of the lock, '' = none
-- ARGV[3]  stamp from before the load, '' = only release the lock
-- ARGV[4]  milliseconds fresh; ARGV[5] milliseconds usable; ARGV[6] load time in nanoseconds
-- ARGV[7]  tags, one per line
-- ARGV[8]  encoding; ARGV[9] value
-- Reply    1 if the entry was stored, 0 if not
-- Cost     O(tags)

local base, key, stamp = KEYS[1], ARGV[1], tonumber(ARGV[3])

unlock(base, key, ARGV[2])
if not stamp or outdated(base, key, ARGV[7], stamp) then
  return 0
end
put(base, key, stamp, {
  fresh = tonumber(ARGV[4]), stale = tonumber(ARGV[5]), nanos = ARGV[6], tags = ARGV[7], encoding = ARGV[8], value = ARGV[9]
})
return 1
