-- Releases a lock that the caller still holds, or removes the caller from the wait queue. Wakes up the first waiter if
-- the lock was released or if that waiter has become the first one. Uses locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the caller
-- ARGV[2]  channel on which the token of the first waiter is published
-- Reply    1 if the lock was released, 0 if the caller did not hold it
-- Cost     O(log waiters)

local held = call('HGET', base, 't') == ARGV[1]
local now = micros()
local before = first(now)
leave(ARGV[1])
if held then
  call('DEL', base)
end
local head = first(now)
if head and (held or head ~= before) then
  call('PUBLISH', ARGV[2], head)
end
return held and 1 or 0
