-- A job queue; shared by the scripts that touch one. All keys share the queue's hash tag.
--
--   base:seq        number of jobs that became ready so far
--   base:ready      sorted set of ids, by priority and then in the order in which they became ready
--   base:delayed    sorted set of ids, by when they become ready
--   base:claimed    sorted set of ids, by when their visibility time-out ends
--   base:dead       sorted set of ids, by when they died
--   base:j:id       hash: payload, priority, tries, most tries, backoff, token of the latest claim, error, whether the id is chosen
--   base:done:id    token of the claim under which a job was completed; longer where its id was chosen by whoever enqueued it

local call = redis.call

local base = KEYS[1]
local READY, DELAYED, CLAIMED, DEAD = base .. ':ready', base .. ':delayed', base .. ':claimed', base .. ':dead'

-- Of jobs that became ready by themselves, how many a call takes along at most.
local MOST_MOVED = 100

local function clock()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- By bytes, as sorted sets do: < goes by the locale of the server.
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

-- A higher priority goes first, then whoever came first.
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

-- Jobs whose time has come, and jobs whose worker did not answer for them, become ready.
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

-- Milliseconds until a job becomes ready by itself; -1 where none will.
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

-- Whether whoever shows this token holds the job, or held it last and nobody else has claimed it since ('' = whoever does).
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
