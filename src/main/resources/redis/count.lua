-- Counts a batch of views: each viewer once per item and dedup window.
--
-- KEYS[i]   prefix of a partition that the batch touches, e.g. ff:{07}; every key below shares its hash tag
-- ARGV[1]   label of the dedup window, e.g. 24h20564
-- ARGV[2]   when the window's sets are forgotten, epoch milliseconds
-- ARGV[3]   '1' where sets that exist already live on until then too (imports), else '0'
-- ARGV[4..] operations. Most are three arguments: index into KEYS, item ('s:id' or 'c:id'), viewer (64-bit integer,
--           '' = only look). One of several entries, or of an item whose persisted count is known, is '*', the number
--           of entries, and for each four: the same three and the persisted count to start from ('' = not known)
-- Answer    for each entry two integers: 1 first view, 0 seen before or only looked at, -1 item unknown,
--           -2 left alone because another entry of its operation is unknown; then the item's total
-- Cost      O(1) for an entry; one in some 200 first views splits a bucket of fewer than 512 integers
--
-- A partition's viewers of one window lie in buckets that stay intsets (8 bytes an integer) because a bucket that
-- gets full makes the next one in line split: linear hashing (W. Litwin, VLDB 1980). The last nine decimal digits
-- choose the bucket: a Lua number cannot hold 64 bits, a string can.

-- Intsets end at 512 members (set-max-intset-entries).
local SPLIT_AT = 448

local window, expire_at, extend = ARGV[1], ARGV[2], ARGV[3] == '1'
local call, sub = redis.call, string.sub
local partitions = {}
local answer = {}

local function tell(status, total)
  answer[#answer + 1] = status
  answer[#answer + 1] = total
end

local function low_mask(buckets)
  local m = 1
  while m * 2 <= buckets do
    m = m * 2
  end
  return m
end

local function tail_of(viewer)
  return math.abs(tonumber(sub(viewer, -9)))
end

-- The number of buckets outlives them, so that no viewer is looked for in the wrong one.
local function a_minute_after(expiry)
  return string.format('%.0f', tonumber(expiry) + 60000)
end

local function open_partitions()
  local bases = {}
  for i, prefix in ipairs(KEYS) do
    bases[i] = prefix .. ':d:' .. window
  end
  for i, buckets in ipairs(call('MGET', unpack(bases))) do
    local prefix = KEYS[i]
    buckets = tonumber(buckets or '0')
    partitions[tostring(i)] = {
      prefix = prefix,
      known = prefix .. ':known',
      pending = prefix .. ':pending',
      base = bases[i],
      buckets = buckets,
      half = low_mask(buckets)
    }
  end
end

local function total_of(p, item, seed)
  local total = call('HGET', p.known, item)
  if total then
    return tonumber(total)
  end
  local older = p.prefix .. ':known2'
  total = call('HGET', older, item)
  if total then
    call('HDEL', older, item)
  elseif seed ~= '' and call('EXISTS', p.prefix .. ':gone:' .. item) == 0 then
    total = seed
  else
    return nil
  end
  call('HSET', p.known, item, total)
  return tonumber(total)
end

local function bucket_key(p, tail)
  local bucket = tail % (p.half * 2)
  if bucket >= p.buckets then
    bucket = bucket - p.half
  end
  return p.base .. ':' .. bucket
end

-- Moves to the new last bucket what belongs there from the one bucket that it shares its low digits with.
local function split(p)
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

local function open_window(p)
  call('SET', p.base, '1', 'PXAT', a_minute_after(expire_at))
  p.buckets, p.half = 1, 1
end

local function first_view(p, viewer)
  if p.buckets == 0 then
    open_window(p)
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
      split(p)
    end
  end
  return added
end

local function count(p, item, viewer, total)
  if viewer == '' or not first_view(p, viewer) then
    return 0, total
  end
  call('HINCRBY', p.pending, item, 1)
  return 1, call('HINCRBY', p.known, item, 1)
end

-- Entries of one operation count together or not at all.
local function count_together(first, entries)
  local totals, complete = {}, true
  for e = 1, entries do
    local at = first + (e - 1) * 4
    totals[e] = total_of(partitions[ARGV[at]], ARGV[at + 1], ARGV[at + 3])
    complete = complete and totals[e] ~= nil
  end
  for e = 1, entries do
    local at = first + (e - 1) * 4
    if complete then
      tell(count(partitions[ARGV[at]], ARGV[at + 1], ARGV[at + 2], totals[e]))
    else
      tell(totals[e] and -2 or -1, totals[e] or 0)
    end
  end
end

local function count_alone(p, item, viewer)
  local total = total_of(p, item, '')
  if total then
    tell(count(p, item, viewer, total))
  else
    tell(-1, 0)
  end
end

open_partitions()

local at = 4
while at <= #ARGV do
  if ARGV[at] == '*' then
    local entries = tonumber(ARGV[at + 1])
    count_together(at + 2, entries)
    at = at + 2 + entries * 4
  else
    count_alone(partitions[ARGV[at]], ARGV[at + 1], ARGV[at + 2])
    at = at + 3
  end
end

return answer
