-- Counts the jobs of a queue by state, after those whose time has come became ready. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- Answer   ready, delayed, claimed, dead; milliseconds until a job becomes ready by itself (-1 = none will)
-- Cost     O(log n)

local now = clock()
wake(now)
return { call('ZCARD', READY), call('ZCARD', DELAYED), call('ZCARD', CLAIMED), call('ZCARD', DEAD), next_wake(now) }
