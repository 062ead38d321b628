-- Begins a request under an idempotency key, or returns the state of the key. If a reader already has the maximum
-- number of keys, the oldest one is deleted. Uses owned.lua.
--
-- KEYS[1]  hash: f digest of the body; while the request is in flight t token of the request; after it s status, c
--          content type, b body of the response, without b if the body was too large to store
-- KEYS[2]  index of the reader's keys, see owned.lua; missing for a key of a service, which may have any number of keys
-- ARGV[1]  digest of the body, ARGV[2] token of the request
-- ARGV[3]  milliseconds after which a request in flight is considered dead
-- ARGV[4]  how long the response is kept, milliseconds; ARGV[5] maximum number of keys of the reader
-- Reply    'first'; 'in-flight' and the milliseconds until that request is considered dead; 'other' if the key was used
--          with another body; 'answered', status, content type, body; or 'not-kept', status
-- Cost     O(log(ARGV[5])), and O(ARGV[5]) if the reader has that many keys

local held = call('HMGET', KEYS[1], 'f', 't', 's', 'c', 'b')

if not held[1] then
  if KEYS[2] then
    enter(KEYS[2], '', KEYS[1], tonumber(ARGV[5]), ARGV[4])
  end
  call('HSET', KEYS[1], 'f', ARGV[1], 't', ARGV[2])
  call('PEXPIRE', KEYS[1], ARGV[3])
  return { 'first' }
end
if held[1] ~= ARGV[1] then
  return { 'other' }
end
if held[2] then
  return { 'in-flight', call('PTTL', KEYS[1]) }
end
if not held[5] then
  return { 'not-kept', held[3] }
end
return { 'answered', held[3], held[4], held[5] }
