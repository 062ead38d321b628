-- Reads the state of a lock. Uses locks.lua.
--
-- KEYS[1]  base of the lock
-- Reply    number of waiters; if the lock is held also its owner, fencing token and end of the lease (epoch
--          milliseconds)
-- Cost     O(log waiters)

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
