-- Writes through: stores a written value, unless another caller wrote or invalidated the entry since the write began.
-- In that case the order of the writes is unknown, and the entry is deleted. Uses cache.lua.
--
-- KEYS[1]  base of the cache, which stands for all its keys
-- ARGV[1]  key of the entry
-- ARGV[2]  token of the lock, '' = none
-- ARGV[3]  stamp from before the write, '' = none (then nothing is stored)
-- ARGV[4]  milliseconds fresh; ARGV[5] milliseconds usable; ARGV[6] load time in nanoseconds
-- ARGV[7]  tags, one per line
-- ARGV[8]  how long the invalidation is kept, milliseconds
-- ARGV[9]  channel; ARGV[10] message to publish
-- ARGV[11] encoding, '' = do not store; ARGV[12] value
-- Reply    stamp of the entry, '' if it was not stored
-- Cost     O(tags + subscribers)

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
