-- Looks at a lock. With locks.lua.
--
-- KEYS[1]  base of the lock
-- Answer   how many wait; and, where it is held, owner, fencing token and when it ends (epoch milliseconds)
-- Cost     O(log waiting)

local waiting = call('ZCOUNT', ALIVE, '(' .. whole(micros()), '+inf')
if call('EXISTS', base) == 0 then
  return { waiting }
end
return {
  waiting,
  call('HGET', base, 'o'),
  call('HGET', base, 'f'),
  whole(math.floor(micros() / 1000) + math.max(0, call('PTTL', base))),
}
