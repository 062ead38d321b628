-- Frees an idempotency key under which nothing was done.
--
-- KEYS     as in idem-begin.lua
-- ARGV[1]  token of the request
-- Answer   1 where it was freed, 0 where it was another's
-- Cost     O(1)

if redis.call('HGET', KEYS[1], 't') == ARGV[1] then
  if KEYS[2] then
    redis.call('ZREM', KEYS[2], KEYS[1])
  end
  return redis.call('DEL', KEYS[1])
end
return 0
