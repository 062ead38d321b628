-- A lock. Shared by the scripts that use one. All keys share the lock's hash tag.
--
--   base        hash: t token of the holder, f its fencing token, o its owner; expires with the lease
--   base:fence  the last fencing token
--   base:queue  sorted set, tokens of the waiters, by time of arrival
--   base:alive  sorted set, the same tokens, by the time until which they count as alive; waiters renew their entries
--               periodically
--
-- A fencing token is the time of this server in microseconds, forced to increase. So it also increases after Redis lost
-- its data, unless the clock was set back at the same time.

local call = redis.call

local base = KEYS[1]
local FENCE, QUEUE, ALIVE = base .. ':fence', base .. ':queue', base .. ':alive'

-- How long the last fencing token is kept, milliseconds: a week. It is only needed if the clock is set back.
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

-- Returns the token of the first waiter, nil if there is none. Removes waiters that are not alive any more.
local function first(now)
  while true do
    local head = call('ZRANGE', QUEUE, 0, 0)[1]
    if not head or tonumber(call('ZSCORE', ALIVE, head) or 0) > now then
      return head
    end
    leave(head)
  end
end
