-- Counts a batch of views: each viewer once per item and dedup window, unless the client is over its rate limit. Uses
-- buckets.lua and limits.lua.
--
-- KEYS[i]    prefix of a partition that the batch uses, e.g. ff:{07}; all keys under it share its hash tag
-- KEYS[..]   then for each rate limit line the prefix of its hashes, see limits.lua
-- KEYS[n-1]  the era that Redis counts in, see raise-era.lua
-- KEYS[n]    the last key: slot of the caller, which stores the caller's latest call and its statuses
-- ARGV[1]    label of the dedup window, e.g. 24h20564
-- ARGV[2]    when the window's marks expire, epoch milliseconds
-- ARGV[3]    '1' to extend the expiry of marks that exist already to ARGV[2] too (imports), else '0'
-- ARGV[4]    id of this call; it becomes the id of a partition's pending batch if that has none yet
-- ARGV[5]    number of this call in its slot, from 1
-- ARGV[6]    time to live of the slot, milliseconds
-- ARGV[7]    the era that the caller counts in
-- ARGV[8]    channel on which the new exact totals of counted items are published, '' = none
-- ARGV[9]    name of the caller, the first word of the published message; items and their totals follow
-- ARGV[10..] rules and lines of rate limit checks, see limits.lua; each operation that names a line is one hit of it,
--            in order
-- ARGV[..]   operations. Short form, for one entry without a persisted count, four arguments: prefix of the partition,
--            item ('s:id' or 'c:id'), viewer (64-bit integer, '' = read only), line of its hit ('' = none). Long form,
--            for several entries or an entry with a persisted count: '*', the number of entries, the line of the hit
--            ('' = none), and for each entry four arguments: prefix, item, viewer, and the persisted count ('' =
--            unknown, '~' and a number = a lower bound, because Postgres is unavailable). Cheapest if the entries of a
--            partition follow each other and the partitions come in the order of KEYS
-- Reply      the reply of limit.lua for the lines; then two texts. The first has one letter per entry: 1 first view; 0
--            seen before, or read only; A and a the same with an approximate total; u unknown item; l not counted
--            because another entry of the operation is unknown; r denied by the rate limit. The second has each entry's
--            total without this view, separated by spaces ('0' for r and for an unknown item).
--            Error FENCED if the era is not the caller's; error LOST if the slot does not hold the call before this one
--            (Redis lost its data, or was restored from an older snapshot). After an error nothing was counted
-- Cost       O(1) per entry. The code is written for few instructions: one table represents each partition in turn,
--            totals stay the text that Redis returns, and helpers for rare cases are defined there, because each
--            function definition costs every call about a thousandth
--
-- Idempotent: a call that is sent again with the same number gets the statuses of the first reply and counts nothing,
-- in another era too.

local KEYS, ARGV = KEYS, ARGV
local window, expire_at, extend, call_id = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local seq, channel = ARGV[5] + 0, ARGV[8]
local slot, fence = KEYS[#KEYS], KEYS[#KEYS - 1]
local now = clock()
local answer = { now }
local rules, lines_at = read_rules(10, now)
local lines = ARGV[lines_at] + 0
local operations_at = lines_at + 1 + lines * 3
local partitions = #KEYS - 2 - lines
local passing = {}
local statuses, totals, told = {}, {}, 0
local grown = {}

local function tell(status, total)
  told = told + 1
  statuses[told] = status
  totals[told] = total
end

local bases = {}
for i = 1, partitions do
  bases[i] = window_base(KEYS[i], window)
end
bases[partitions + 1] = slot
bases[partitions + 2] = fence
local found = call('MGET', unpack(bases))
local remembered, era = found[partitions + 1] or '0:', found[partitions + 2]

-- The current partition, and its index in KEYS.
local p, place = {}, 0

local function turn_to_partition(prefix)
  if p.prefix == prefix then
    return
  end
  found[place] = p.buckets
  place = place + 1
  if KEYS[place] ~= prefix then
    place = 1
    while KEYS[place] ~= prefix do
      place = place + 1
    end
  end
  turn_to(p, prefix, bases[place], found[place])
end

-- Returns the total of an item and the key of the hash that holds it; nil if the total is unknown and no persisted
-- count was given. A read does not store an approximate total.
local function total_of(item, seed, viewer)
  local total = call('HGET', p.known, item)
  if total then
    return total, p.known
  end
  local older, approximate = p.prefix .. ':known2', p.prefix .. ':approximate'
  total = call('HGET', older, item)
  if total then
    call('HDEL', older, item)
    call('HSET', p.known, item, total)
    return total, p.known
  end
  -- An approximate total stays approximate until settle.lua replaces it by the persisted and the buffered views, while
  -- no batch is in transfer.
  total = call('HGET', approximate, item)
  if total then
    return total, approximate
  end
  if seed == '' or call('EXISTS', p.prefix .. ':gone:' .. item) == 1 then
    return nil
  end
  local held = sub(seed, 1, 1) == '~' and approximate or p.known
  local least = held == approximate and sub(seed, 2) or seed
  -- Pending views are negative if views were undone after their transfer; Postgres has not subtracted them yet.
  total = whole(math.max(0, least + math.min(0, tonumber(call('HGET', p.pending, item) or '0'))))
  if held == p.known or viewer ~= '' then
    call('HSET', held, item, total)
  end
  return total, held
end

local function count(item, viewer, total, held)
  local exact = held == p.known
  if viewer == '' or not mark(p, viewer, expire_at, extend) then
    tell(exact and '0' or 'a', total)
    return
  end
  if call('HINCRBY', p.pending, item, '1') == 1 then
    call('HSETNX', p.pending, '#id', call_id)
  end
  local after = call('HINCRBY', held, item, '1')
  if exact then
    grown[item] = after
  end
  tell(exact and '1' or 'A', total)
end

local function count_alone(first)
  turn_to_partition(ARGV[first])
  local item = ARGV[first + 1]
  local total, held = total_of(item, '')
  if total then
    count(item, ARGV[first + 2], total, held)
  else
    tell('u', '0')
  end
end

-- Counts all entries of an operation, or none if one of them is unknown.
local function count_together(first, entries)
  local known, held, complete = {}, {}, true
  for e = 1, entries do
    local at = first + (e - 1) * 4
    turn_to_partition(ARGV[at])
    known[e], held[e] = total_of(ARGV[at + 1], ARGV[at + 3], ARGV[at + 2])
    complete = complete and known[e] ~= nil
  end
  for e = 1, entries do
    local at = first + (e - 1) * 4
    if complete then
      turn_to_partition(ARGV[at])
      count(ARGV[at + 1], ARGV[at + 2], known[e], held[e])
    else
      tell(known[e] and 'l' or 'u', known[e] or '0')
    end
  end
end

local function count_operation(first, entries, line, together)
  if line ~= '' then
    passing[line] = passing[line] - 1
    if passing[line] < 0 then
      for e = 1, entries do
        tell('r', '0')
      end
      return
    end
  end
  if together then
    count_together(first, entries)
  else
    count_alone(first)
  end
end

-- Calls action for each operation with the index of its first entry, the number of entries, the line of its hit, and
-- whether it has the long form.
local function each_operation(action)
  local at, last = operations_at, #ARGV
  while at <= last do
    if ARGV[at] == '*' then
      local entries = ARGV[at + 1] + 0
      action(at + 3, entries, ARGV[at + 2], true)
      at = at + 3 + entries * 4
    else
      action(at, 1, ARGV[at + 3], false)
      at = at + 4
    end
  end
end

-- Publishes the new exact totals before the caller gets its reply, so that every replica knows of a view once the
-- caller does.
local function publish_totals()
  local message = { ARGV[9] }
  for item, total in pairs(grown) do
    message[#message + 1] = item
    message[#message + 1] = whole(total)
  end
  if #message > 1 then
    call('PUBLISH', channel, table.concat(message, ' '))
  end
end

-- Calls action for each line with its number, prefix, field, number of hits and rule.
local function each_line(action)
  for number = 1, lines do
    local at = lines_at + (number - 1) * 3
    local base = KEYS[partitions + number]
    action(whole(number), base, ARGV[at + 2], ARGV[at + 3] + 0, rules[ARGV[at + 1]])
  end
end

local last, letters = string.match(remembered, '^(%d+):(.*)$')
last = last + 0

if last == seq and sub(letters, 1, 7) ~= 'revoked' then
  local passed, n = {}, 0
  each_operation(function(first, entries, line)
    if sub(letters, n + 1, n + 1) ~= 'r' then
      passed[line] = (passed[line] or 0) + 1
    end
    n = n + entries
  end)
  -- The usage before the hits of this call, which are counted already.
  each_line(function(line, base, field, hits, rule)
    look_line(base, field, passed[line] or 0, rule, answer)
  end)
  -- Totals may have grown since the first reply. That is harmless, because the caller did not receive it.
  each_operation(function(first, entries)
    for at = first, first + (entries - 1) * 4, 4 do
      turn_to_partition(ARGV[at])
      local status, total = sub(letters, told + 1, told + 1), total_of(ARGV[at + 1], '') or '0'
      tell(status, (status == '1' or status == 'A') and whole(total - 1) or total)
    end
  end)
elseif era ~= ARGV[7] then
  return redis.error_reply('FENCED another era has begun')
elseif last == seq - 1 then
  local missing = missing_right(bases[1])
    or channel ~= '' and not redis.acl_check_cmd('publish', channel, '') and 'publish'
  if missing then
    return refusal(missing)
  end
  -- Takes all hits before any view is counted.
  each_line(function(line, base, field, hits, rule)
    passing[line] = take_line(base, field, hits, rule, answer)
  end)
  each_operation(count_operation)
  letters = table.concat(statuses)
  call('SET', slot, ARGV[5] .. ':' .. letters, 'PX', ARGV[6])
  if channel ~= '' then
    publish_totals()
  end
else
  return redis.error_reply('LOST the call before this one is not remembered')
end

answer[#answer + 1] = letters
answer[#answer + 1] = table.concat(totals, ' ')
return answer
