-- Marks viewers whose views were counted in Postgres while Redis was away, and tells whom it held already. With buckets.lua.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  label of the dedup window
-- ARGV[2]  when the window's sets are forgotten, epoch milliseconds
-- ARGV[3.] viewers
-- Answer   a letter for each viewer: 1 marked by this, 0 held before
-- Cost     O(1) for a viewer
--
-- Whoever was marked by this is kept in a set until Postgres knows so, that it may run twice and answer the same.

local base, handed = window_base(KEYS[1], ARGV[1]), KEYS[1] .. ':handed:' .. ARGV[1]
local p = turn_to({}, KEYS[1], base, call('GET', base))
local letters = {}

local missing = missing_right(base)
if missing then
  return refusal(missing)
end

for i = 3, #ARGV do
  local viewer = ARGV[i]
  if call('SISMEMBER', handed, viewer) == 1 then
    -- Also marked where its window lives longer by now.
    mark(p, viewer, ARGV[2], true)
    letters[#letters + 1] = '1'
  elseif mark(p, viewer, ARGV[2], true) then
    call('SADD', handed, viewer)
    letters[#letters + 1] = '1'
  else
    letters[#letters + 1] = '0'
  end
end
call('PEXPIREAT', handed, ARGV[2])
return table.concat(letters)
