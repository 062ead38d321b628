-- Counts the jobs of a queue by state, after due jobs became ready. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- Reply    number of ready, delayed, claimed and dead jobs; milliseconds until a job becomes ready without another call
--          (-1 = none will)
-- Cost     O(log n), and O(log n) per job that becomes ready

local now = clock()
wake(now)
return { call('ZCARD', READY), call('ZCARD', DELAYED), call('ZCARD', CLAIMED), call('ZCARD', DEAD), next_wake(now) }
