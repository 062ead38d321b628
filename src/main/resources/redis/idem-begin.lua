-- Begins a request under an idempotency key, or tells how the key stands.
--
-- KEYS[1]  hash: f digest of the body, t token of the request that is under way; or s status, c content type, b body of its answer
-- ARGV[1]  digest of the body, ARGV[2] token of the request
-- ARGV[3]  milliseconds after which a request that is under way is taken for dead
-- Answer   'first'; 'in-flight' and milliseconds until it is taken for dead; 'other'; or 'answered', status, content type, body
-- Cost     O(1)

local held = redis.call('HMGET', KEYS[1], 'f', 't', 's', 'c', 'b')

if not held[1] then
  redis.call('HSET', KEYS[1], 'f', ARGV[1], 't', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return { 'first' }
end
if held[1] ~= ARGV[1] then
  return { 'other' }
end
if held[2] then
  return { 'in-flight', redis.call('PTTL', KEYS[1]) }
end
return { 'answered', held[3], held[4], held[5] }
