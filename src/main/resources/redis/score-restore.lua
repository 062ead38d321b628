-- Restores members of a set that this Redis has lost. Uses scores.lua. Idempotent; several replicas may run it at once.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the server that the set is restored for, ARGV[3] the last version that this server knew
--          when the restore began
-- ARGV[4]  in the last call: the greatest version of all restored members; else empty
-- ARGV[5...] span, when the span expires (epoch milliseconds; 0 = never), member, score (empty = the member was
--            removed)
-- Reply    1; 0 if the set is complete already, if this is another server, or if it lost more data since: then nothing
--          was done
-- Cost     O(n log members)

local known = call('HGET', META, 'last') or '0'
if server() ~= ARGV[2] or call('HGET', META, 'run') == ARGV[2] or known ~= ARGV[3] then
  return 0
end
for i = 5, #ARGV, 4 do
  local key, ends, member, score = keyOf(ARGV[i]), ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if score == '' then
    call('ZREM', key, member)
  else
    call('ZADD', key, exact(0 - tonumber(score)), member)
  end
  if ends ~= '0' then
    call('PEXPIREAT', key, ends)
  end
end
if ARGV[4] ~= '' then
  local last = math.max(tonumber(ARGV[4]), tonumber(known))
  call('HSET', META, 'run', ARGV[2], 'last', string.format('%.0f', last))
end
return 1
