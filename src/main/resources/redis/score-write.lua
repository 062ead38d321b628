-- Changes the score of a member in several spans of a set, in all of them or in none. Uses scores.lua.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] 'set', 'add' or 'remove', ARGV[3] member, ARGV[4] the score, or the increment
-- ARGV[5]  maximum absolute value of a score
-- ARGV[6]  idempotency key: the change is applied once within ARGV[7] milliseconds; empty = every time
-- ARGV[8...] a span, and when it expires (epoch milliseconds; 0 = never)
-- Reply    1, then for the first span: score before (null if there was none), score (null if there is none), both as 0
--          - score, rank (0 if there is no score); or 2 if a score would be out of range; or the reply of missing() if
--          the set is incomplete
-- Cost     O(spans * log members)

local missing = missing()
if missing then
  return missing
end

local function standing(change, before)
  local stored = call('ZSCORE', change.key, ARGV[3])
  return { 1, before, stored, stored and rankOf(change.key, stored) or 0 }
end

local once = KEYS[1] .. ':once:' .. ARGV[6]
local made = ARGV[6] ~= '' and call('GET', once)
if made then
  return standing({ key = keyOf(ARGV[8]) }, made ~= '' and made)
end

local what, member, amount, greatest = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local changes = {}
for i = 8, #ARGV, 2 do
  local key = keyOf(ARGV[i])
  local stored = call('ZSCORE', key, member)
  local score = amount
  if what == 'add' then
    score = amount - tonumber(stored or '0')
  end
  if math.abs(score) > greatest then
    return { 2 }
  end
  changes[#changes + 1] = { key = key, span = ARGV[i], ends = ARGV[i + 1], before = stored, score = score }
end

local first = changes[1]
if ARGV[6] ~= '' then
  call('SET', once, first.before or '', 'PX', ARGV[7])
end

local time = call('TIME')
local version = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(call('HGET', META, 'last') or '0') + 1)
version = string.format('%.0f', version)
call('HSET', META, 'last', version)

for _, change in ipairs(changes) do
  if what ~= 'remove' then
    call('ZADD', change.key, exact(0 - change.score), member)
  elseif change.before then
    call('ZREM', change.key, member)
  end
  if what ~= 'remove' or change.before then
    call('HSET', KEYS[1] .. ':unsaved', set .. '|' .. change.span .. '|' .. member, version)
  end
  if change.ends ~= '0' then
    call('PEXPIREAT', change.key, change.ends)
  end
end

return standing(first, first.before)
