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
-- ARGV[8]   channel on which the totals of what is counted are published, '' = nowhere
-- ARGV[9]   the caller's name there, which the message begins with; then items, each with its total
-- ARGV[10..] rules and lines of hits, see limits.lua; each operation that names a line is one hit of it, in their order
-- ARGV[..]  operations. Most are four arguments: prefix of the partition, item ('s:id' or 'c:id'), viewer (64-bit integer,
--           '' = only look), line of its hit ('' = none). One of several entries, or of an item whose persisted count is
--           known, is '*', the number of entries, the line of its hit, and for each entry four: prefix, item and viewer, and
--           the persisted count to start from ('' = not known, '~' and a number: no more than there is, as Postgres is not
--           there to be asked). They cost least where those of a partition follow each other
--           and partitions come as in KEYS
-- Answer    the answer of limit.lua for the lines; then two texts. The first has a letter for each entry: 1 first view, 0 seen before
--           or only looked at, A and a the same where the total is not exact, u item unknown, l left alone because another entry of its operation is unknown, r over the rate
--           limit. The second has for each entry the item's total without this view, with blanks between them.
--           FENCED where another era has begun since, LOST where the call before this one is not remembered (Redis has
--           lost its memory, or went back in time); then nothing was counted
-- Cost      O(1) for an entry. Written for few instructions: one table stands for all partitions in turn, totals stay the text that
--           they are in Redis, and what is needed in rare cases alone is defined there, because each function costs a call a thousand
--
-- A call that is sent again with the same number answers what it answered first, and counts nothing; in another era too.

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

-- The partition at hand, and its place in KEYS.
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

-- The total, and the hash that holds it. Whoever only looks leaves no total behind that nobody knows.
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
  -- Stays so until settle.lua knows what Postgres holds and that nothing is on its way there.
  total = call('HGET', approximate, item)
  if total then
    return total, approximate
  end
  if seed == '' or call('EXISTS', p.prefix .. ':gone:' .. item) == 1 then
    return nil
  end
  local held = sub(seed, 1, 1) == '~' and approximate or p.known
  local least = held == approximate and sub(seed, 2) or seed
  -- What was taken back from Postgres and is not transferred yet.
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

-- Entries of one operation count together or not at all.
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

-- Operation by operation: where its entries begin, how many they are, the line of its hit, whether they count together.
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

-- Before the caller is answered, so that whoever is told of a view finds it on all replicas.
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

-- Line by line: its number, prefix, field, number of hits and rule.
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
  -- As lines were before hits that are counted already.
  each_line(function(line, base, field, hits, rule)
    look_line(base, field, passed[line] or 0, rule, answer)
  end)
  -- Totals may have grown since the first answer, which nobody has seen.
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
  -- All hits are taken before anything is counted.
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
