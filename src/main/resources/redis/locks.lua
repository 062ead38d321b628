-- A lock; shared by the scripts that touch one. All keys share the lock's hash tag.
--
--   base          hash: t token of the holder, f its fencing token, o its owner; as long as the holder chose
--   base:fence    the last fencing token
--   base:queue    sorted set, tokens of those who wait, by when they came
--   base:alive    sorted set, the same tokens, by until when they are taken for alive; who waits says so again and again
--
-- A fencing token is the time of this server in microseconds, made to grow: so it also grows where Redis lost its memory, as long as its
-- clock was not set back at the same time.

local call = redis.call

local base = KEYS[1]
local FENCE, QUEUE, ALIVE = base .. ':fence', base .. ':queue', base .. ':alive'

-- The last fencing token is only needed where the clock is set back.
local FENCE_KEPT = 7 * 86400 * 1000

local function micros()
  local time = call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function whole(number)
  return string.format('%.0f', number)
end

local function leave(token)
  call('ZREM', QUEUE, token)
  call('ZREM', ALIVE, token)
end

-- Who waits first; those who are gone are forgotten.
local function first(now)
  while true do
    local head = call('ZRANGE', QUEUE, 0, 0)[1]
    if not head or tonumber(call('ZSCORE', ALIVE, head) or 0) > now then
      return head
    end
    leave(head)
  end
end
