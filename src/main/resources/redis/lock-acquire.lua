-- Takes a lock if it is free and nobody came before the caller who still waits. With locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the caller, ARGV[2] time to live in milliseconds, ARGV[3] owner, for others to see
-- ARGV[4]  milliseconds for which the caller is taken for alive while it waits; 0: it does not wait
-- Answer   1, fencing token, when it ends (epoch milliseconds); or
--          0, milliseconds after which its time is over (0: it is free, and somebody else came first), 1 where the caller waits first
-- Cost     O(log waiting)

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
