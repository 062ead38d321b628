-- Deletes an idempotency key whose request had no effect.
--
-- KEYS     as in idem-begin.lua
-- ARGV[1]  token of the request
-- Reply    1 if the key was deleted, 0 if another request holds it
-- Cost     O(1) for a service's key, O(log(keys of the reader)) for a reader's

if redis.call('HGET', KEYS[1], 't') == ARGV[1] then
  if KEYS[2] then
    redis.call('ZREM', KEYS[2], KEYS[1])
  end
  return redis.call('DEL', KEYS[1])
end
return 0
