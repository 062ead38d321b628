-- Counts a batch of views: each viewer once per item and dedup window, if its client is not over its rate limit. With buckets.lua
-- and limits.lua.
--
-- KEYS[i]   prefix of a partition that the batch touches, e.g. ff:{07}; every key below shares its hash tag
-- KEYS[..]  then for each line of hits the prefix of its hashes, see limits.lua
-- KEYS[n-1] the era that Redis counts in, see raise-era.lua
-- KEYS[n]   the last one: slot of the caller, where its latest call is remembered
-- ARGV[1]   label of the dedup window, e.g. 24h20564
-- ARGV[2]   when the window's sets are forgotten, epoch milliseconds
-- ARGV[3]   '1' where sets that exist already live on until then too (imports), else '0'
-- ARGV[4]   id of this call, under which views that find nothing buffered are transferred to Postgres one day
-- ARGV[5]   number of this call in its slot, from 1
-- ARGV[6]   how long the slot is remembered, milliseconds
-- ARGV[7]   the era that the caller counts in
-- ARGV[8..] rules and lines of hits, see limits.lua; each operation that names a line is one hit of it, in their order
-- ARGV[..]  operations. Most are four arguments: prefix of the partition, item ('s:id' or 'c:id'), viewer (64-bit integer,
--           '' = only look), line of its hit ('' = none). One of several entries, or of an item whose persisted count is
--           known, is '*', the number of entries, the line of its hit, and for each entry four: prefix, item and viewer, and
--           the persisted count to start from ('' = not known)
-- Answer    the answer of limit.lua for the lines; then for each entry two integers: 1 first view, 0 seen before or only
--           looked at, -1 item unknown, -2 left alone because another entry of its operation is unknown, -3 over the rate
--           limit; then the item's total.
--           FENCED where another era has begun since, LOST where the call before this one is not remembered (Redis has
--           lost its memory, or went back in time); then nothing was counted
-- Cost      O(1) for an entry. Written for few instructions: numbers are made text as '%d', because Lua's own way and '%.0f' take ten
--           times as long, and totals stay the text that they are in Redis
--
-- A call that is sent again with the same number answers what it answered first, and counts nothing; in another era too.

local KEYS, ARGV = KEYS, ARGV
local window, expire_at, extend, call_id = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local seq = tonumber(ARGV[5])
local slot, fence = KEYS[#KEYS], KEYS[#KEYS - 1]
local partitions = {}
local remembered, era
local statuses = {}
local now = clock()
local answer = { now }
local rules, lines_at = read_rules(8, now)
local lines = tonumber(ARGV[lines_at])
local operations_at = lines_at + 1 + lines * 3
local passing = {}

-- What a status is remembered by: one character.
local LETTER = { [1] = '1', [0] = '0', [-1] = 'u', [-2] = 'l', [-3] = 'r' }
local STATUS = { ['1'] = 1, ['0'] = 0, u = -1, l = -2, r = -3 }

local told, answered = 0, 0

local function tell(status, total)
  told = told + 1
  statuses[told] = LETTER[status]
  answer[answered + 1] = status
  answered = answered + 2
  answer[answered] = total
end

local function open_partitions()
  local asked = {}
  local count = #KEYS - 2 - lines
  for i = 1, count do
    asked[i] = window_base(KEYS[i], window)
  end
  asked[count + 1] = slot
  asked[count + 2] = fence
  local found = call('MGET', unpack(asked))
  for i = 1, count do
    partitions[KEYS[i]] = partition_of(KEYS[i], asked[i], found[i])
  end
  remembered, era = found[count + 1], found[count + 2]
end

-- Line by line: its number, prefix, field, number of hits and rule.
local function each_line(action)
  for number = 1, lines do
    local at = lines_at + (number - 1) * 3
    local base = KEYS[#KEYS - 2 - lines + number]
    action(whole(number), base, ARGV[at + 2], tonumber(ARGV[at + 3]), rules[ARGV[at + 1]])
  end
end

local function passes(line)
  if line == '' then
    return true
  end
  passing[line] = passing[line] - 1
  return passing[line] >= 0
end

local function total_of(p, item, seed)
  local total = call('HGET', p.known, item)
  if total then
    return total
  end
  local older = p.prefix .. ':known2'
  total = call('HGET', older, item)
  if total then
    call('HDEL', older, item)
  elseif seed ~= '' and call('EXISTS', p.prefix .. ':gone:' .. item) == 0 then
    -- What was taken back from Postgres and is not transferred yet.
    total = tonumber(seed) + math.min(0, tonumber(call('HGET', p.pending, item) or '0'))
  else
    return nil
  end
  call('HSET', p.known, item, total)
  return total
end

local function count(p, item, viewer, total)
  if viewer == '' or not mark(p, viewer, expire_at, extend) then
    return 0, total
  end
  if call('HINCRBY', p.pending, item, '1') == 1 then
    call('HSETNX', p.pending, '#id', call_id)
  end
  return 1, call('HINCRBY', p.known, item, '1')
end

-- Entries of one operation count together or not at all.
local function count_together(first, entries, line)
  if not passes(line) then
    for e = 1, entries do
      tell(-3, 0)
    end
    return
  end
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

local function count_alone(p, item, viewer, line)
  if not passes(line) then
    tell(-3, 0)
    return
  end
  local total = total_of(p, item, '')
  if total then
    tell(count(p, item, viewer, total))
  else
    tell(-1, 0)
  end
end

-- The totals may have grown since the first answer, which nobody has seen.
local function tell_again(p, item)
  local n = told + 1
  tell(STATUS[sub(remembered, n, n)], total_of(p, item, '') or 0)
end

local function each_operation(alone, together)
  local at, last = operations_at, #ARGV
  while at <= last do
    if ARGV[at] == '*' then
      local entries = tonumber(ARGV[at + 1])
      together(at + 3, entries, ARGV[at + 2])
      at = at + 3 + entries * 4
    else
      alone(partitions[ARGV[at]], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
      at = at + 4
    end
  end
end

-- Takes the hits of all lines, before anything is counted.
local function take_lines()
  each_line(function(line, base, field, hits, rule)
    passing[line] = take_line(base, field, hits, rule, answer)
  end)
end

-- The hits of each line that passed, by what is remembered of the operations.
local function passed_before(letters)
  local passed, n = {}, 0
  local function add(line, entries)
    if sub(letters, n + 1, n + 1) ~= LETTER[-3] then
      passed[line] = (passed[line] or 0) + 1
    end
    n = n + entries
  end
  each_operation(function(p, item, viewer, line)
    add(line, 1)
  end, function(first, entries, line)
    add(line, entries)
  end)
  return passed
end

-- Tells of the lines as they were before hits that are counted already.
local function look_at_lines(letters)
  local passed = passed_before(letters)
  each_line(function(line, base, field, hits, rule)
    look_line(base, field, passed[line] or 0, rule, answer)
  end)
end

open_partitions()

local last, last_statuses = string.match(remembered or '0:', '^(%d+):(.*)$')
last = tonumber(last)

if last == seq and last_statuses ~= 'revoked' then
  remembered = last_statuses
  look_at_lines(last_statuses)
  answered = #answer
  each_operation(tell_again, function(first, entries)
    for e = 1, entries do
      local at = first + (e - 1) * 4
      tell_again(partitions[ARGV[at]], ARGV[at + 1])
    end
  end)
elseif era ~= ARGV[7] then
  return redis.error_reply('FENCED another era has begun')
elseif last == seq - 1 then
  take_lines()
  answered = #answer
  each_operation(count_alone, count_together)
  call('SET', slot, ARGV[5] .. ':' .. table.concat(statuses), 'PX', ARGV[6])
else
  return redis.error_reply('LOST the call before this one is not remembered')
end

return answer
