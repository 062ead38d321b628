-- Frees an idempotency key under which nothing was done.
--
-- KEYS[1]  as in idem-begin.lua
-- ARGV[1]  token of the request
-- Answer   1 where it was freed, 0 where it was another's
-- Cost     O(1)

if redis.call('HGET', KEYS[1], 't') == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
