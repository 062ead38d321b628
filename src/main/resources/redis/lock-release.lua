-- Releases a lock that the caller still holds, or lets it wait no more, and tells whoever waits first. With locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the caller
-- ARGV[2]  channel on which the token of the first who waits is told
-- Answer   1 where it was released, 0 where it was not the caller's
-- Cost     O(log waiting)

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
