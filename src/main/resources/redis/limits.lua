-- Counters of rate-limited keys. Shared by the scripts that count hits.
--
-- The hits of a window are stored in hashes: field = key, value = sum of the costs so far. A hash holds many keys,
-- because a small hash needs some 20 bytes per key, and a Redis key of its own over 120. Windows are aligned to
-- 1970-01-01T00:00Z by the clock of Redis. A hash expires when its window is not needed any more. Hits over the ceiling
-- are not counted, so that a denied hit uses nothing up.
--
-- Memory is bounded although a client can use new addresses without limit: once a hash holds MOST_KEYS keys, addresses
-- that are new to it (fields '~...') share one field, and so one limit. With the 4096 hashes of a window this begins at
-- about four million addresses.
--
-- In ARGV, from some index on: the number of rules, and six arguments per rule: the ceiling (hits above it are not
-- counted); the limit up to which hits are allowed (higher than the ceiling in shadow mode); length of the window in
-- milliseconds; 'f' for a fixed or 's' for a sliding window; cost of each hit; the candidate ceiling ('' = none). Then
-- the number of lines, and three arguments per line: index of its rule, field, number of hits. In KEYS, for each line,
-- the prefix of its hashes.
--
-- The reply for a line is the usage before its hits in this window and in the previous one (0 for a fixed window); with
-- a candidate ceiling also the same two values for the candidate, which is counted in a field of its own.

local call = redis.call

local function clock()
  local time = call('TIME')
  local micros = time[2] + 0
  return time[1] * 1000 + (micros - micros % 1000) / 1000
end

local function whole(number)
  return string.format('%d', number)
end

local function hits_in(base, window, field)
  return tonumber(call('HGET', base .. window, field) or '0')
end

local MOST_KEYS = 1024
local ADDRESS, CANDIDATE = string.byte('~*', 1, 2)

-- Counts the hits that fit under the ceiling, and returns the usage before them. O(1).
local function add(base, field, hits, rule, room_before)
  local key = base .. rule.present
  local wanted = hits * rule.cost
  local before = call('HINCRBY', key, field, wanted) - wanted
  if before == 0 then
    local size = call('HLEN', key)
    if size == 1 then
      call('PEXPIREAT', key, whole(rule.expiry))
    elseif size > MOST_KEYS and #field > 2 and string.byte(field) == ADDRESS then
      call('HDEL', key, field)
      return add(base, string.byte(field, -1) == CANDIDATE and '~*' or '~', hits, rule, room_before)
    end
  end
  local room = room_before - before
  if room < wanted then
    local kept = before + math.floor(math.max(0, room) / rule.cost) * rule.cost
    if kept > 0 then
      call('HSET', key, field, kept)
    else
      call('HDEL', key, field)
    end
  end
  return before
end

-- Counts hits. Returns the usage before them in this window and in the previous one, and the part of the previous one
-- that a sliding window carries over.
local function take(base, field, hits, rule, ceiling)
  local previous, carried = 0, 0
  if rule.sliding then
    previous = hits_in(base, rule.past, field)
    carried = math.floor(previous * rule.share)
  end
  return add(base, field, hits, rule, ceiling - carried), previous, carried
end

local function tell_usage(answer, before, previous)
  answer[#answer + 1] = before
  answer[#answer + 1] = previous
end

local function candidate_of(field)
  return field .. '*'
end

-- Counts the hits of a line, adds its usage to the reply, and returns how many of the hits are allowed.
local function take_line(base, field, hits, rule, answer)
  local before, previous, carried = take(base, field, hits, rule, rule.ceiling)
  tell_usage(answer, before, previous)
  if rule.candidate then
    tell_usage(answer, take(base, candidate_of(field), hits, rule, rule.candidate))
  end
  local room = math.max(0, rule.passing - carried - before)
  return math.min(hits, math.floor(room / rule.cost))
end

-- Adds the usage of a line to the reply, as it was before a number of hits that are counted already. Counts nothing.
local function look_line(base, field, hits, rule, answer)
  local fields = rule.candidate and { field, candidate_of(field) } or { field }
  for _, counted in ipairs(fields) do
    local after = hits_in(base, rule.present, counted)
    local previous = rule.sliding and hits_in(base, rule.past, counted) or 0
    tell_usage(answer, math.max(0, after - hits * rule.cost), previous)
  end
end

-- Reads one rule. Converts text to numbers by addition, which costs less than tonumber.
local function rule_at(first, now)
  local window, sliding = ARGV[first + 3] + 0, ARGV[first + 4] == 's'
  local gone = now % window
  local number = (now - gone) / window
  return {
    ceiling = ARGV[first + 1] + 0,
    passing = ARGV[first + 2] + 0,
    sliding = sliding,
    cost = ARGV[first + 5] + 0,
    candidate = tonumber(ARGV[first + 6]),
    present = ':' .. whole(number),
    past = sliding and ':' .. whole(number - 1),
    share = (window - gone) / window,
    expiry = (number + (sliding and 2 or 1)) * window
  }
end

-- Reads the rules. Returns them by their number, and the index in ARGV at which the lines begin.
local function read_rules(at, now)
  local rules, count = {}, tonumber(ARGV[at])
  for i = 1, count do
    rules[whole(i)] = rule_at(at + (i - 1) * 6, now)
  end
  return rules, at + 1 + count * 6
end
