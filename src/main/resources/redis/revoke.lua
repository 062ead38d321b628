-- Undoes an unacknowledged call of count.lua, and prevents it from running if it has not run yet. Uses buckets.lua.
--
-- KEYS[i]   prefixes of the partitions of the call; KEYS[n], the last one: its slot
-- ARGV[1]   label of the dedup window
-- ARGV[2]   batch id for views that are undone after they were claimed
-- ARGV[3]   number of the call in its slot
-- ARGV[4]   time to live of the slot, milliseconds
-- ARGV[5..] the entries of the call in order, three arguments each: index into KEYS, item, viewer ('' = the view is not
--           undone)
-- Reply     a letter for each entry: 1 = its view was undone, else 0; the same reply to a repeated call. Empty if the
--           call had not run (it never will), or if the slot holds a later call (then nothing is undone)
-- Cost      O(1) per entry
--
-- If the views were transferred before, the pending views become negative, and the next transfer subtracts them in
-- Postgres.

local window, call_id, seq = ARGV[1], ARGV[2], tonumber(ARGV[3])
local slot = KEYS[#KEYS]
local partitions = {}

for i = 1, #KEYS - 1 do
  local base = window_base(KEYS[i], window)
  partitions[tostring(i)] = turn_to({}, KEYS[i], base, call('GET', base))
end

local function lower_total(p, item)
  for _, key in ipairs({ p.known, p.prefix .. ':known2', p.prefix .. ':approximate' }) do
    if call('HEXISTS', key, item) == 1 then
      call('HINCRBY', key, item, -1)
      return
    end
  end
end

local function undo(p, item, viewer)
  if p.buckets > 0 then
    call('SREM', bucket_key(p, viewer), viewer)
  end
  if call('HINCRBY', p.pending, item, -1) == 0 then
    call('HDEL', p.pending, item)
  else
    call('HSETNX', p.pending, '#id', call_id)
  end
  lower_total(p, item)
end

local last, statuses = string.match(call('GET', slot) or '0:', '^(%d+):(.*)$')
local undone = ''

if tonumber(last) > seq then
  return undone
end
if tonumber(last) == seq then
  if sub(statuses, 1, 7) == 'revoked' then
    return sub(statuses, 8)
  end
  local letters = {}
  for n = 1, #statuses do
    local status, at = sub(statuses, n, n), 5 + (n - 1) * 3
    letters[n] = '0'
    if (status == '1' or status == 'A') and ARGV[at + 2] ~= '' then
      undo(partitions[ARGV[at]], ARGV[at + 1], ARGV[at + 2])
      letters[n] = '1'
    end
  end
  undone = table.concat(letters)
end
call('SET', slot, ARGV[3] .. ':revoked' .. undone, 'PX', ARGV[4])
return undone
