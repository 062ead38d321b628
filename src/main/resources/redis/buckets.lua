-- Where a partition's viewers of one dedup window lie; shared by the scripts that look for them.
--
-- They lie in buckets that stay intsets (8 bytes an integer) because a bucket that gets full makes the next one in line
-- split: linear hashing (W. Litwin, VLDB 1980), into four, because a split costs as much as hundreds of views, and one into
-- four is needed a third as often as one into two. The last nine decimal digits choose the bucket: a Lua number cannot hold
-- 64 bits, a string can. Of w buckets, a power of four, the first s were split: that is kept as w + s.

-- Intsets end at 512 members (set-max-intset-entries).
local SPLIT_AT = 448

local call, sub, format = redis.call, string.sub, string.format

-- Text becomes a number by adding to it, which costs less than tonumber.
local function tail_of(viewer)
  local tail = sub(viewer, -9) + 0
  return tail < 0 and -tail or tail
end

-- The number of buckets outlives them, so that no viewer is looked for in the wrong one.
local function a_minute_after(expiry)
  return format('%.0f', expiry + 60000)
end

local function window_base(prefix, window)
  return prefix .. ':d:' .. window
end

-- Has p, a table, stand for a partition; buckets is what its base key holds.
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

-- As '%d' does it; most numbers of buckets are small, and need no format.
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

-- Splits the next bucket in line. All of its viewers are added anew: adding them in their order costs less than removing some.
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

-- What a script did stays when Redis ends it half-way, for a right that its user lacks. Names the command of those that follow a mark which
-- the user may not run, so that nobody is marked and not counted.
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

-- Marks a viewer until expire_at, true where it is new; with extend, viewers that are there already live on until then.
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
      -- A bucket may be new though the window is not: it may have been forgotten before the others.
      call('PEXPIREAT', key, expire_at)
    elseif size >= SPLIT_AT then
      split(p, expire_at)
    end
  end
  return added
end
