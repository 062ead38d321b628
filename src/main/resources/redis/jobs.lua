-- A job queue. Shared by the scripts that use one. All keys share the queue's hash tag.
--
--   base:seq      number of jobs that became ready so far
--   base:ready    sorted set of ids, by priority, then by the order in which they became ready
--   base:delayed  sorted set of ids, by the time at which they become ready
--   base:claimed  sorted set of ids, by the end of their visibility timeout
--   base:dead     sorted set of ids, by the time at which they died
--   base:j:id     hash, a job: payload, priority, tries (attempts so far), most (maximum attempts), backoff, token of
--                 the latest claim, error, chosen (whether the caller chose the id)
--   base:done:id  token of the claim under which the job was completed; kept longer if the caller chose the id

local call = redis.call

local base = KEYS[1]
local READY, DELAYED, CLAIMED, DEAD = base .. ':ready', base .. ':delayed', base .. ':claimed', base .. ':dead'

-- The maximum number of due jobs that one call moves from each set.
local MOST_MOVED = 100

local function clock()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Compares by bytes, as sorted sets do; the operator < uses the locale of the server.
local function precedes(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

local function whole(number)
  return string.format('%.0f', number)
end

local function job_key(id)
  return base .. ':j:' .. id
end

-- Jobs with a higher priority come first; within a priority the order is first in, first out.
local function make_ready(id, priority)
  local turn = call('INCR', base .. ':seq')
  call('ZADD', READY, whole((9 - tonumber(priority)) * 1e14 + turn), id)
end

local function die(id, error, now)
  call('HSET', job_key(id), 'error', error)
  call('ZADD', DEAD, whole(now), id)
end

local function due(set, now)
  return call('ZRANGE', set, '-inf', whole(now), 'BYSCORE', 'LIMIT', '0', whole(MOST_MOVED))
end

-- Makes due jobs ready: delayed jobs whose time has come, and claimed jobs whose visibility timeout has ended. A job of
-- the second kind dies if this was its last attempt.
local function wake(now)
  for _, id in ipairs(due(DELAYED, now)) do
    call('ZREM', DELAYED, id)
    make_ready(id, call('HGET', job_key(id), 'priority') or '5')
  end
  for _, id in ipairs(due(CLAIMED, now)) do
    call('ZREM', CLAIMED, id)
    local job = call('HMGET', job_key(id), 'priority', 'tries', 'most')
    if job[1] and tonumber(job[2]) >= tonumber(job[3]) then
      die(id, 'its worker did not complete it in time', now)
    elseif job[1] then
      make_ready(id, job[1])
    end
  end
end

-- Returns the milliseconds until a job becomes ready without another call; -1 if none will.
local function next_wake(now)
  local first = -1
  for _, set in ipairs({ DELAYED, CLAIMED }) do
    local head = call('ZRANGE', set, '0', '0', 'WITHSCORES')
    if head[2] and (first < 0 or tonumber(head[2]) < first) then
      first = tonumber(head[2])
    end
  end
  return first < 0 and -1 or math.max(0, first - now)
end

-- Whether the caller with this token holds the job, or held it last and no other caller has claimed it since. An empty
-- token matches any current holder.
local function is_held(id, token)
  local held = call('HGET', job_key(id), 'token')
  if not held then
    return false
  end
  if token == '' then
    return call('ZSCORE', CLAIMED, id) and true or false
  end
  return held == token
end

local function let_go(id)
  call('ZREM', CLAIMED, id)
  call('ZREM', READY, id)
  call('ZREM', DEAD, id)
end

local function state_of(id)
  for _, set in ipairs({ 'ready', 'delayed', 'claimed', 'dead' }) do
    if call('ZSCORE', base .. ':' .. set, id) then
      return set
    end
  end
  return call('EXISTS', base .. ':done:' .. id) == 1 and 'completed' or nil
end
