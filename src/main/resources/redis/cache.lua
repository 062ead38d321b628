-- A named cache. Shared by the scripts that use one. base is the prefix of the cache, e.g. ff:{cache:story}; all its
-- keys share its hash tag:
--
--   base:e:key    hash, an entry: v value, e encoding, f fresh until, s stale until (epoch milliseconds of this
--                 server), d load time in nanoseconds, g stamp, t tags, one per line
--   base:l:key    lock of the caller that loads the entry
--   base:k:key    stamp of the key's last invalidation; kept at least as long as a load may take
--   base:t:tag    stamp of the tag's last invalidation; kept at least as long as an entry may live
--   base:cleared  all entries up to this stamp are invalid; kept at least as long as an entry may live
--   base:gate     no load that began up to this stamp may store its result; kept as long as base:cleared
--   base:seq      the last stamp; kept for a day: longer than the life of an entry, and than a clock is ever set back
--
-- A stamp is the time of this server in microseconds, forced to increase. A load takes a stamp before it reads the
-- source, and may store its result only if nothing that it stores was invalidated since.

local call = redis.call

local function text_of(stamp)
  return string.format('%.0f', stamp)
end

local function micros()
  local time = call('TIME')
  return time[1] * 1000000 + time[2]
end

local function next_stamp(base)
  local stamp = math.max(micros(), tonumber(call('GET', base .. ':seq') or '0') + 1)
  call('SET', base .. ':seq', text_of(stamp), 'EX', '86400')
  return stamp
end

local function stamp_at(key)
  return tonumber(call('GET', key) or '-1')
end

local function tag_invalidated_since(base, tags, stamp)
  for tag in string.gmatch(tags, '[^\n]+') do
    if stamp_at(base .. ':t:' .. tag) >= stamp then
      return true
    end
  end
  return false
end

-- Whether a value whose load began at the stamp must not be stored under the key, because the key, one of its tags or
-- the whole cache was invalidated since.
local function outdated(base, key, tags, stamp)
  return stamp_at(base .. ':cleared') >= stamp
    or stamp_at(base .. ':gate') >= stamp
    or stamp_at(base .. ':k:' .. key) >= stamp
    or tag_invalidated_since(base, tags, stamp)
end

-- Stores an entry. entry: value, encoding, tags, nanos (load time), and fresh and stale in milliseconds from now.
local function put(base, key, stamp, entry)
  local now = math.floor(micros() / 1000)
  local name = base .. ':e:' .. key
  call('UNLINK', name)
  call('HSET', name, 'v', entry.value, 'e', entry.encoding, 'f', text_of(now + entry.fresh), 's',
    text_of(now + entry.stale), 'd', entry.nanos, 'g', text_of(stamp), 't', entry.tags)
  call('PEXPIRE', name, entry.stale)
end

local function unlock(base, key, token)
  if token ~= '' and call('GET', base .. ':l:' .. key) == token then
    call('DEL', base .. ':l:' .. key)
  end
end
