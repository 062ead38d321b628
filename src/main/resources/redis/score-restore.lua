-- Brings back members of a set that this Redis has forgotten. With scores.lua. May run twice, and by several replicas at once.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the server process that it is brought back for
-- ARGV[3]  where this is all: the greatest version among all that was brought back; else empty
-- ARGV[4...] span, when it is forgotten (epoch milliseconds; 0: never), member, score (empty: it was removed)
-- Answer   1; 0 where the set is whole already, or this is another server process: nothing was done
-- Cost     O(n log members)

if process() ~= ARGV[2] or call('HGET', META, 'run') == ARGV[2] then
  return 0
end
for i = 4, #ARGV, 4 do
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
if ARGV[3] ~= '' then
  local last = math.max(tonumber(ARGV[3]), tonumber(call('HGET', META, 'last') or '0'))
  call('HSET', META, 'run', ARGV[2], 'last', string.format('%.0f', last))
end
return 1
