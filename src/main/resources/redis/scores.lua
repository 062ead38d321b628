-- Score sets. Shared by the scripts that use one. Uses server.lua. All keys share the hash tag of the set's partition.
--
--   prefix:z:set       hash: run, the server that is known to hold the complete set; last, the version of the last
--                      change; never expires
--   prefix:z:set:span  sorted set, member -> 0 - score; expires when the span is over and not read any more
--   prefix:unsaved     hash, set|span|member -> version of a change that Postgres does not hold yet
--
-- Scores are stored negated, so that the greatest comes first and equal ones are ordered by member.
--
-- A version is the time of this server in microseconds, forced to increase within a set. If Postgres holds a version
-- greater than the last one here, this Redis has lost that change: it was restarted with older data or without data, or
-- a failover promoted a server that lacks it. Therefore a set is readable and writable only on the server for which it
-- was marked as complete. A server is a process for as long as it stays master, see server.lua.

local call = redis.call

local set = ARGV[1]
local META = KEYS[1] .. ':z:' .. set

-- Returns nil if the set is complete. Otherwise returns the script's reply: 0, the last version, the server that the
-- set must be restored for.
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

-- The rank: one more than the number of better members. Equal scores share a rank.
local function rankOf(key, stored)
  return call('ZCOUNT', key, '-inf', '(' .. stored) + 1
end

-- Returns 1, number of members, rank of the first returned member, position, then the members and their stored scores
-- between two positions.
local function section(key, from, to)
  local found = call('ZRANGE', key, from, to, 'WITHSCORES')
  local answer = { 1, call('ZCARD', key), found[2] and rankOf(key, found[2]) or 0, from }
  for i = 1, #found do
    answer[#answer + 1] = found[i]
  end
  return answer
end
