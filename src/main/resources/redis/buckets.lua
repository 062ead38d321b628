-- Where a partition's viewers of one dedup window lie; shared by the scripts that look for them.
--
-- They lie in buckets that stay intsets (8 bytes an integer) because a bucket that gets full makes the next one in line
-- split: linear hashing (W. Litwin, VLDB 1980). The last nine decimal digits choose the bucket: a Lua number cannot
-- hold 64 bits, a string can. One in some 200 first views splits a bucket of fewer than 512 integers.

-- Intsets end at 512 members (set-max-intset-entries).
local SPLIT_AT = 448

local call, sub, format = redis.call, string.sub, string.format

local function low_mask(buckets)
  local mask = 1
  while mask * 2 <= buckets do
    mask = mask * 2
  end
  return mask
end

-- Text becomes a number by adding to it, which costs less than tonumber.
local function tail_of(viewer)
  local tail = sub(viewer, -9) + 0
  return tail < 0 and -tail or tail
end

-- The number of buckets outlives them, so that no viewer is looked for in the wrong one.
local function a_minute_after(expiry)
  return string.format('%.0f', tonumber(expiry) + 60000)
end

local function window_base(prefix, window)
  return prefix .. ':d:' .. window
end

-- A partition as the functions below take it; buckets is what its base key holds.
local function partition_of(prefix, base, buckets)
  local count = (buckets or 0) + 0
  return {
    prefix = prefix,
    known = prefix .. ':known',
    pending = prefix .. ':pending',
    base = base,
    buckets = count,
    half = low_mask(count)
  }
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

local function bucket_key(p, tail)
  local bucket = tail % (p.half * 2)
  if bucket >= p.buckets then
    bucket = bucket - p.half
  end
  return p.base .. ':' .. text_of(bucket)
end

-- Moves to the new last bucket what belongs there from the one bucket that it shares its low digits with.
local function split(p, expire_at)
  local target = p.buckets
  local source_key = p.base .. ':' .. (target - p.half)
  local target_key = p.base .. ':' .. target
  local moved = {}
  for _, viewer in ipairs(call('SMEMBERS', source_key)) do
    if tail_of(viewer) % (p.half * 2) == target then
      moved[#moved + 1] = viewer
    end
  end
  local expiry = math.max(tonumber(expire_at), call('PEXPIRETIME', source_key))
  if #moved > 0 then
    call('SREM', source_key, unpack(moved))
    call('SADD', target_key, unpack(moved))
    call('PEXPIREAT', target_key, string.format('%.0f', expiry))
  end
  p.buckets = target + 1
  p.half = low_mask(p.buckets)
  call('SET', p.base, p.buckets, 'KEEPTTL')
  call('PEXPIREAT', p.base, a_minute_after(expiry), 'GT')
end

-- Marks a viewer until expire_at, true where it is new; with extend, viewers that are there already live on until then.
local function mark(p, viewer, expire_at, extend)
  if p.buckets == 0 then
    call('SET', p.base, '1', 'PXAT', a_minute_after(expire_at))
    p.buckets, p.half = 1, 1
  end
  local key = bucket_key(p, tail_of(viewer))
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
