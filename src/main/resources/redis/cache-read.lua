-- Reads a cache entry, or chooses one caller to load it (single flight). Uses cache.lua.
--
-- KEYS[1]  base of the cache, which stands for all its keys
-- ARGV[1]  key of the entry
-- ARGV[2]  token for the lock of the caller that loads
-- ARGV[3]  time to live of the lock, milliseconds
-- ARGV[4]  '' accepts any entry, also a stale one; otherwise the stamp of the entry that the caller has: only a fresh
--          entry with a greater stamp is accepted
-- Reply    {1, stamp, value, encoding, milliseconds fresh (0 = stale), milliseconds usable, load time in nanoseconds,
--          tags}, or {0, stamp to store with, 1 if the caller has to load, 0 if another caller is loading}
-- Cost     O(tags)

local base, key, token, lock_ttl, known = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local name = base .. ':e:' .. key

local function read()
  local found = call('HMGET', name, 'v', 'e', 'f', 's', 'd', 'g', 't')
  local stamp = tonumber(found[6] or '-1')
  if stamp < 0 then
    return nil
  end
  if stamp_at(base .. ':cleared') >= stamp or tag_invalidated_since(base, found[7], stamp) then
    call('UNLINK', name)
    return nil
  end
  local now = math.floor(micros() / 1000)
  local fresh = math.max(0, tonumber(found[3]) - now)
  if known ~= '' and (fresh == 0 or stamp <= tonumber(known)) then
    return nil
  end
  return { 1, found[6], found[1], found[2], text_of(fresh), text_of(math.max(1, tonumber(found[4]) - now)), found[5], found[7] }
end

local entry = read()
if entry then
  return entry
end
local first = call('SET', base .. ':l:' .. key, token, 'NX', 'PX', lock_ttl)
return { 0, text_of(next_stamp(base)), first and 1 or 0 }
