-- Keeps the answer of a request under an idempotency key, unless it was taken for dead and another one came.
--
-- KEYS[1]  as in idem-begin.lua
-- ARGV[1]  token of the request, ARGV[2] milliseconds to keep the answer
-- ARGV[3]  status, ARGV[4] content type, ARGV[5] 1 where the body is kept, 0 where it is too large, ARGV[6] body
-- Answer   1 where it is kept, 0 where not
-- Cost     O(1)

if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 't')
redis.call('HSET', KEYS[1], 's', ARGV[3], 'c', ARGV[4])
if ARGV[5] == '1' then
  redis.call('HSET', KEYS[1], 'b', ARGV[6])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
