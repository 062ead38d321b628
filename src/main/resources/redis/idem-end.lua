-- Stores the response of a request under an idempotency key, unless the request was considered dead and another one
-- took its place.
--
-- KEYS[1]  as in idem-begin.lua
-- ARGV[1]  token of the request, ARGV[2] how long the response is kept, milliseconds
-- ARGV[3]  status, ARGV[4] content type, ARGV[5] 1 to store the body, 0 if it is too large, ARGV[6] body
-- Reply    1 if the response was stored, 0 if not
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
