-- Score sets; shared by the scripts that touch one. With server.lua. All keys share the hash tag of the set's partition.
--
--   prefix:z:set          hash: run, the server that is known to hold all of the set; last, the version of the last change; for ever
--   prefix:z:set:span     sorted set, member -> 0 - score; until the span is over and no longer asked for
--   prefix:unsaved        hash, set|span|member -> version of a change that Postgres does not hold yet
--
-- Scores are negated, so that the greatest comes first and equal ones are in the order of their members.
--
-- A version is the time of this server in microseconds, made to grow within a set. Whatever Postgres holds with a greater version than the
-- last one here was changed by a Redis that this one has forgotten: one that was restarted with an older memory, or with none, or a master
-- before it. So a set answers only to the server that it was made whole for: the process, as long as it is master.

local call = redis.call

local set = ARGV[1]
local META = KEYS[1] .. ':z:' .. set

-- Nothing where the set is whole; else what to answer: 0, the last version, the server to make it whole for.
local function missing()
  local run = server()
  if call('HGET', META, 'run') == run then
    return nil
  end
  return { 0, call('HGET', META, 'last') or '0', run }
end

local function keyOf(span)
  return META .. ':' .. span
end

local function exact(number)
  return string.format('%.17g', number)
end

-- One place after all that are better; equals share it.
local function rankOf(key, stored)
  return call('ZCOUNT', key, '-inf', '(' .. stored) + 1
end

-- 1, how many there are, the rank of the first that follows, then members and stored scores from one position to another.
local function section(key, from, to)
  local found = call('ZRANGE', key, from, to, 'WITHSCORES')
  local answer = { 1, call('ZCARD', key), found[2] and rankOf(key, found[2]) or 0, from }
  for i = 1, #found do
    answer[#answer + 1] = found[i]
  end
  return answer
end
