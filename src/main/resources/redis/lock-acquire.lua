-- Acquires a lock if it is free and no earlier waiter is in the queue. Waiters get the lock in order of arrival. Uses
-- locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the caller, ARGV[2] time to live in milliseconds, ARGV[3] owner, for display
-- ARGV[4]  milliseconds for which the caller counts as alive in the wait queue; 0 = the caller does not wait
-- Reply    1, fencing token, end of the lease (epoch milliseconds); or 0, milliseconds until the lease of the holder
--          ends (0 = the lock is free, but another waiter is first), 1 if the caller is the first waiter, else 0
-- Cost     O(log waiters)

local token, ttl = ARGV[1], tonumber(ARGV[2])
local now = micros()
local millis = math.floor(now / 1000)
local head = first(now)

if call('EXISTS', base) == 0 and (not head or head == token) then
  leave(token)
  local fence = math.max(now, tonumber(call('GET', FENCE) or '0') + 1)
  call('SET', FENCE, whole(fence), 'PX', FENCE_KEPT)
  call('HSET', base, 't', token, 'f', whole(fence), 'o', ARGV[3])
  call('PEXPIRE', base, ttl)
  return { 1, whole(fence), whole(millis + ttl) }
end

if ARGV[4] ~= '0' then
  local alive = tonumber(ARGV[4])
  if not call('ZSCORE', QUEUE, token) then
    local last = call('ZRANGE', QUEUE, -1, -1, 'WITHSCORES')[2]
    call('ZADD', QUEUE, whole(math.max(now, tonumber(last or '0') + 1)), token)
  end
  call('ZADD', ALIVE, whole(now + alive * 1000), token)
  call('PEXPIRE', QUEUE, 2 * alive)
  call('PEXPIRE', ALIVE, 2 * alive)
end
return { 0, math.max(0, call('PTTL', base)), first(now) == token and 1 or 0 }
