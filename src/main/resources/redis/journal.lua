-- Adds views to the journal: views of items that cannot be looked up while Postgres is unavailable. The journal is
-- bounded. An entry that exists already takes no more room.
--
-- KEYS[1]  the journal, a sorted set: entry -> when it expires
-- ARGV[1]  maximum number of entries
-- ARGV[2.] pairs: when an entry expires (epoch milliseconds), the entry
-- Reply    for each entry 1 if it is in the journal, 0 if there was no room
-- Cost     O(log n) per entry; if there is not enough room, also the removal of up to 1000 expired entries

local call = redis.call
local journal, most = KEYS[1], tonumber(ARGV[1])

-- Redis does not roll back a script that fails halfway because the ACL user lacks a permission. The check comes first,
-- so that no entry stays without an expiry, and none is stored whose sender gets an error.
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
  -- The journal lives for at least one minute: the clock of Redis may be ahead of a replica's, so that a window may be
  -- over for Redis alone.
  call('PEXPIREAT', journal, string.format('%.0f', math.max(latest, now + 60000)))
end
return answer
