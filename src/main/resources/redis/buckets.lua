-- The storage of a partition's viewers (dedup marks) of one dedup window. Shared by the scripts that add or look up
-- viewers.
--
-- Viewers are stored in buckets: sets of 64-bit integers that stay small enough for the intset encoding (8 bytes per
-- integer). When a bucket is full, the next bucket in order is split: linear hashing (W. Litwin, VLDB 1980). A split
-- divides one bucket into four, because a split costs as much as hundreds of views, and splits into four are needed a
-- third as often as splits into two.
--
-- The bucket of a viewer is chosen by the last nine decimal digits of the viewer: a Lua number cannot hold 64 bits, a
-- string can. There are w buckets, w a power of four, of which the first s are already split into four. The base key
-- stores w + s.

-- A set keeps the intset encoding up to 512 members (default of set-max-intset-entries).
local SPLIT_AT = 448

local call, sub, format = redis.call, string.sub, string.format

-- Converts text to a number by addition, which costs less than tonumber.
local function tail_of(viewer)
  local tail = sub(viewer, -9) + 0
  return tail < 0 and -tail or tail
end

-- The base key (the number of buckets) expires one minute after the buckets. If it expired first, viewers would be
-- looked up in the wrong bucket.
local function a_minute_after(expiry)
  return format('%.0f', expiry + 60000)
end

local function window_base(prefix, window)
  return prefix .. ':d:' .. window
end

-- Makes the table p represent a partition. buckets is the value of the partition's base key; false or nil if the key is
-- missing.
local function turn_to(p, prefix, base, buckets)
  local width = 1
  buckets = (buckets or 0) + 0
  while width * 4 <= buckets do
    width = width * 4
  end
  p.prefix, p.base, p.known, p.pending = prefix, base, prefix .. ':known', prefix .. ':pending'
  p.buckets, p.width = buckets, width
  return p
end

local DIGIT = { [0] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' }

-- Same result as format('%d', number). Most bucket numbers are below 100, for which this avoids the call.
local function text_of(number)
  if number < 10 then
    return DIGIT[number]
  elseif number < 100 then
    local last = number % 10
    return DIGIT[(number - last) / 10] .. DIGIT[last]
  end
  return format('%d', number)
end

local function bucket_key(p, viewer)
  local tail = tail_of(viewer)
  local bucket = tail % p.width
  if bucket < p.buckets - p.width then
    bucket = tail % (p.width * 4)
  end
  return p.base .. ':' .. text_of(bucket)
end

-- Splits the next bucket in order. All of its viewers are added to new sets: adding them in order costs less than
-- removing some of them.
local function split(p, expire_at)
  local width, source = p.width, p.buckets - p.width
  local source_key = p.base .. ':' .. source
  local viewers = call('SMEMBERS', source_key)
  local expiry = math.max(expire_at + 0, call('PEXPIRETIME', source_key))
  local parts = { [0] = {}, {}, {}, {} }
  for i = 1, #viewers do
    local part = parts[(tail_of(viewers[i]) % (width * 4) - source) / width]
    part[#part + 1] = viewers[i]
  end
  call('DEL', source_key)
  for n = 0, 3 do
    if #parts[n] > 0 then
      local key = p.base .. ':' .. source + n * width
      call('SADD', key, unpack(parts[n]))
      call('PEXPIREAT', key, format('%.0f', expiry))
    end
  end
  turn_to(p, p.prefix, p.base, source + 1 < width and p.buckets + 1 or width * 4)
  call('SET', p.base, p.buckets, 'KEEPTTL')
  call('PEXPIREAT', p.base, a_minute_after(expiry), 'GT')
end

-- Redis does not roll back a script that fails halfway because the ACL user lacks a permission. Returns the first
-- command after a mark that the user may not run, nil where there is none. Callers check it before the first write, so
-- that no viewer is marked without being counted.
local function missing_right(key)
  local may = redis.acl_check_cmd
  return not may('scard', key) and 'scard'
    or not may('smembers', key) and 'smembers'
    or not may('del', key) and 'del'
    or not may('set', key, '1') and 'set'
    or not may('pexpireat', key, '1') and 'pexpireat'
    or not may('pexpiretime', key) and 'pexpiretime'
    or not may('hincrby', key, 'f', '1') and 'hincrby'
    or not may('hsetnx', key, 'f', '1') and 'hsetnx'
end

local function refusal(command)
  return redis.error_reply("NOPERM this user has no permissions to run the '" .. command .. "' command")
end

-- Marks a viewer until expire_at (epoch milliseconds). Returns true where the mark is new. With extend, the expiry of
-- marks that exist already is extended to expire_at.
local function mark(p, viewer, expire_at, extend)
  if p.buckets == 0 then
    call('SET', p.base, '1', 'PXAT', a_minute_after(expire_at))
    p.buckets = 1
  end
  local key = bucket_key(p, viewer)
  local added = call('SADD', key, viewer) == 1
  if extend then
    call('PEXPIREAT', p.base, a_minute_after(expire_at), 'GT')
    call('PEXPIREAT', key, expire_at, 'GT')
  end
  if added then
    local size = call('SCARD', key)
    if size == 1 then
      -- The bucket may be new although the window is not: its key may have expired before those of the other buckets.
      call('PEXPIREAT', key, expire_at)
    elseif size >= SPLIT_AT then
      split(p, expire_at)
    end
  end
  return added
end
