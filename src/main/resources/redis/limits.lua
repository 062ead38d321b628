-- Hits of rate-limited keys; shared by the scripts that take them.
--
-- The hits of a window lie in hashes, field = key, value = cost so far, many keys in each: a small hash holds a key in some 20
-- bytes, where a key of its own costs over 120. Windows are aligned to 1970-01-01T00:00Z by the clock of Redis, and a hash goes
-- when nobody needs its window any more. Hits over the ceiling are not counted, so that a refused hit uses nothing up.
--
-- In ARGV from some index on: the number of rules, and six arguments for each: the ceiling, up to where hits pass, length of the
-- window in milliseconds, 'f' fixed or 's' sliding window, cost of each hit, candidate ceiling ('' = none); then the number of
-- lines, and three for each: index of its rule, field, number of hits. In KEYS for each line the prefix of its hashes.
--
-- Answered for each line: what was counted before its hits in this window and in the one before; with a candidate ceiling, the same
-- two for that, which counts in a field of its own.

local call = redis.call

local function clock()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function whole(number)
  return string.format('%.0f', number)
end

local function window_of(rule, now)
  local number = math.floor(now / rule.window)
  return number, now - number * rule.window
end

local function hits_in(base, number, field)
  return tonumber(call('HGET', base .. ':' .. whole(number), field) or '0')
end

-- Of a field that is new in its hash, and maybe the hash with it.
local function forget_in_time(key, rule, number)
  if call('HLEN', key) == 1 then
    local windows = rule.sliding and 2 or 1
    call('PEXPIREAT', key, whole((number + windows) * rule.window))
  end
end

-- Keeps of the hits that were added only those under the ceiling.
local function cap(key, field, before, counted)
  if before + counted > 0 then
    call('HSET', key, field, whole(before + counted))
  else
    call('HDEL', key, field)
  end
end

local function add(base, field, hits, rule, number, room_before)
  local key = base .. ':' .. whole(number)
  local wanted = hits * rule.cost
  local after = call('HINCRBY', key, field, whole(wanted))
  local before = after - wanted
  if before == 0 then
    forget_in_time(key, rule, number)
  end
  local room = room_before - before
  if room < wanted then
    cap(key, field, before, math.floor(math.max(0, room) / rule.cost) * rule.cost)
  end
  return before
end

-- What was counted before these hits, in this window and in the one before, and what of that is carried over.
local function take(base, field, hits, rule, ceiling, now)
  local number, elapsed = window_of(rule, now)
  local previous, carried = 0, 0
  if rule.sliding then
    previous = hits_in(base, number - 1, field)
    carried = math.floor(previous * ((rule.window - elapsed) / rule.window))
  end
  return add(base, field, hits, rule, number, ceiling - carried), previous, carried
end

local function tell_usage(answer, before, previous)
  answer[#answer + 1] = before
  answer[#answer + 1] = previous
end

local function candidate_of(field)
  return field .. '*'
end

-- Takes the hits of a line, and tells how many of them pass.
local function take_line(base, field, hits, rule, now, answer)
  local before, previous, carried = take(base, field, hits, rule, rule.ceiling, now)
  tell_usage(answer, before, previous)
  if rule.candidate then
    tell_usage(answer, take(base, candidate_of(field), hits, rule, rule.candidate, now))
  end
  local room = math.max(0, rule.passing - carried - before)
  return math.min(hits, math.floor(room / rule.cost))
end

-- Looks at a line as it was before so many hits that are counted already.
local function look_line(base, field, hits, rule, now, answer)
  local number = window_of(rule, now)
  local fields = rule.candidate and { field, candidate_of(field) } or { field }
  for _, counted in ipairs(fields) do
    local after = hits_in(base, number, counted)
    local previous = rule.sliding and hits_in(base, number - 1, counted) or 0
    tell_usage(answer, math.max(0, after - hits * rule.cost), previous)
  end
end

-- The rules, and where the lines begin.
local function read_rules(at)
  local rules, count = {}, tonumber(ARGV[at])
  for i = 1, count do
    local first = at + (i - 1) * 6
    rules[tostring(i)] = {
      ceiling = tonumber(ARGV[first + 1]),
      passing = tonumber(ARGV[first + 2]),
      window = tonumber(ARGV[first + 3]),
      sliding = ARGV[first + 4] == 's',
      cost = tonumber(ARGV[first + 5]),
      candidate = tonumber(ARGV[first + 6])
    }
  end
  return rules, at + 1 + count * 6
end
