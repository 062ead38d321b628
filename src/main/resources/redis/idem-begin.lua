-- Begins a request under an idempotency key, or tells how the key stands; where its reader has as many keys as a reader may have, the
-- oldest one goes. With owned.lua.
--
-- KEYS[1]  hash: f digest of the body, t token of the request that is under way; or s status, c content type, b body of its answer,
--          without b where that was too large to be kept
-- KEYS[2]  index of the reader's keys, see owned.lua; missing where it is a service's key, of which there may be any number
-- ARGV[1]  digest of the body, ARGV[2] token of the request
-- ARGV[3]  milliseconds after which a request that is under way is taken for dead
-- ARGV[4]  milliseconds that an answer is kept, ARGV[5] how many keys the reader may have
-- Answer   'first'; 'in-flight' and milliseconds until it is taken for dead; 'other'; 'answered', status, content type, body; or
--          'not-kept', status
-- Cost     O(1), and O(ARGV[5]) where the reader has as many keys

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
