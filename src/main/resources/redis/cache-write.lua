-- Writes through: stores what was written, unless somebody else wrote or invalidated it since the writing began; then
-- nobody knows which is the last, and the entry goes. With cache.lua.
--
-- KEYS[1]  base of the cache, which stands for its keys
-- ARGV[1]  key of the entry
-- ARGV[2]  token of the lock, '' without one
-- ARGV[3]  stamp from before the writing, '' where there is none
-- ARGV[4]  milliseconds fresh; ARGV[5] milliseconds usable; ARGV[6] nanoseconds to load
-- ARGV[7]  tags, one a line
-- ARGV[8]  how long the invalidation is remembered, milliseconds
-- ARGV[9]  channel; ARGV[10] what to publish
-- ARGV[11] encoding, '' where it is not to be stored; ARGV[12] value
-- Answer   stamp of the entry, '' where it is not stored
-- Cost     O(tags), and the subscribers

local base, key, stamp = KEYS[1], ARGV[1], tonumber(ARGV[3])
local stored = stamp and ARGV[11] ~= '' and not outdated(base, key, ARGV[7], stamp)
local now = next_stamp(base)

call('SET', base .. ':k:' .. key, text_of(now), 'PX', ARGV[8])
if stored then
  put(base, key, now, {
    fresh = tonumber(ARGV[4]), stale = tonumber(ARGV[5]), nanos = ARGV[6], tags = ARGV[7], encoding = ARGV[11], value = ARGV[12]
  })
else
  call('UNLINK', base .. ':e:' .. key)
end
unlock(base, key, ARGV[2])
call('PUBLISH', ARGV[9], ARGV[10])
return stored and text_of(now) or ''
