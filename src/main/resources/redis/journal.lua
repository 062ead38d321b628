-- Keeps views of items that nobody can look up now, as long as there is room. The same view again takes no more room.
--
-- KEYS[1]  the journal, a sorted set: entries by when they are over
-- ARGV[1]  how many entries it may hold
-- ARGV[2.] pairs: when an entry is over, epoch milliseconds; the entry
-- Answer   for each entry 1 where it is kept, 0 where there was no room
-- Cost     O(log n) for an entry; where there is no room also O(entries that are over), of which it removes a thousand at most

local call = redis.call
local journal, most = KEYS[1], tonumber(ARGV[1])

-- What a script did stays when Redis ends it half-way: no entry is to stay for good, nor one whose sender is told that it was refused.
local may = redis.acl_check_cmd
local missing = not may('zremrangebyrank', journal, '0', '0') and 'zremrangebyrank'
  or not may('zadd', journal, '1', 'e') and 'zadd'
  or not may('pexpiretime', journal) and 'pexpiretime'
  or not may('pexpireat', journal, '1') and 'pexpireat'
if missing then
  return redis.error_reply("NOPERM this user has no permissions to run the '" .. missing .. "' command")
end

local time = call('TIME')
local now = time[1] * 1000
local room = most - call('ZCARD', journal)
local latest = 0
local answer = {}

if room < (#ARGV - 1) / 2 then
  local over = call('ZCOUNT', journal, '-inf', string.format('(%.0f', now))
  if over > 0 then
    room = room + call('ZREMRANGEBYRANK', journal, 0, math.min(over, 1000) - 1)
  end
end

for i = 2, #ARGV, 2 do
  local over, entry = ARGV[i], ARGV[i + 1]
  local kept = call('ZSCORE', journal, entry)
  if not kept and room > 0 then
    call('ZADD', journal, over, entry)
    room = room - 1
    kept = true
    latest = math.max(latest, over)
  end
  answer[#answer + 1] = kept and 1 or 0
end

if latest > call('PEXPIRETIME', journal) and latest > 0 then
  -- A minute at least: by the clock of Redis a window may be over, where that of a replica is behind.
  call('PEXPIREAT', journal, string.format('%.0f', math.max(latest, now + 60000)))
end
return answer
