-- Backfills viewers: marks viewers whose views were counted in Postgres while Redis was unavailable, and reports which
-- of them were marked already. Uses buckets.lua.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  label of the dedup window
-- ARGV[2]  when the window's marks expire, epoch milliseconds
-- ARGV[3.] viewers
-- Reply    a letter for each viewer: 1 = marked by this script, 0 = marked before
-- Cost     O(1) per viewer
--
-- Idempotent: the viewers that this script marked are kept in a set until Postgres has recorded them, so that a
-- repeated call gives the same reply.

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
    -- Repeats the mark, because the expiry of the window may be later than at the first call.
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
