-- Makes entries invalid, and tells all replicas. With cache.lua.
--
-- KEYS[1]  base of the cache, which stands for its keys
-- ARGV[1]  channel; ARGV[2] what to publish
-- ARGV[3]  how long invalidations are remembered, milliseconds: for keys as long as loads may take, for tags and all as long
--          as entries may live
-- ARGV[4]  'key', 'tag', 'all', or 'gate': no load that is under way may store, entries stay
-- ARGV[5.] the keys or tags
-- Answer   number of keys or tags
-- Cost     O(keys or tags), and the subscribers

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
