-- Invalidates cache entries and publishes the invalidation to all replicas. Uses cache.lua.
--
-- KEYS[1]  base of the cache, which stands for all its keys
-- ARGV[1]  channel; ARGV[2] message to publish, '' = none
-- ARGV[3]  how long invalidations are kept, milliseconds: for keys at least as long as a load may take, for tags and
--          all at least as long as an entry may live
-- ARGV[4]  'key', 'tag', 'all', or 'gate' (no load in flight may store its result; entries stay)
-- ARGV[5.] the keys or tags
-- Reply    number of keys or tags
-- Cost     O(keys or tags + subscribers)

local base, ttl, what = KEYS[1], ARGV[3], ARGV[4]
local now = text_of(next_stamp(base))

if what == 'all' then
  call('SET', base .. ':cleared', now, 'PX', ttl)
elseif what == 'gate' then
  call('SET', base .. ':gate', now, 'PX', ttl)
end
for i = 5, #ARGV do
  if what == 'key' then
    call('SET', base .. ':k:' .. ARGV[i], now, 'PX', ttl)
    call('UNLINK', base .. ':e:' .. ARGV[i])
  else
    call('SET', base .. ':t:' .. ARGV[i], now, 'PX', ttl)
  end
end
if ARGV[2] ~= '' then
  call('PUBLISH', ARGV[1], ARGV[2])
end
return #ARGV - 4
