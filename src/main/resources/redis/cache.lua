-- Shared by the scripts of the cache. base is the prefix of a named cache, e.g. ff:{cache:story}, whose keys lie together:
--
--   base:e:key    hash, an entry: v value, e encoding, f fresh until, s stale until (epoch milliseconds of this server),
--                 d nanoseconds that loading took, g stamp, t tags, one a line
--   base:l:key    lock of whoever loads the entry
--   base:k:key    stamp of the key's last invalidation, as long as loads may take
--   base:t:tag    stamp of the tag's last invalidation, as long as entries may live
--   base:cleared  stamp up to which all entries are invalid; base:gate: up to which no load may store; as long as entries may live
--   base:seq      the last stamp, for a day: longer than an entry lives, and than a clock is put back
--
-- A stamp is the time of this server in microseconds, made to grow. A load takes one before it reads, and may store only
-- if nothing that it stores was invalidated since.

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

-- Whether what was read at a stamp must not be stored under a key.
local function outdated(base, key, tags, stamp)
  return stamp_at(base .. ':cleared') >= stamp
    or stamp_at(base .. ':gate') >= stamp
    or stamp_at(base .. ':k:' .. key) >= stamp
    or tag_invalidated_since(base, tags, stamp)
end

-- value, e: encoding, fresh and stale: milliseconds from now
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
