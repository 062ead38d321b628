-- Bounds the number of keys that one owner has. Shared by the scripts that create such keys.
--
-- An index is a sorted set: end of a key's name -> when the key was created, in microseconds. It lives as long as the
-- key with the longest life. A key that has expired stays in the index until the index is full. Cost of a new key:
-- O(log(most)), and O(most) if the index is full.

local call = redis.call

-- Makes room for one key: removes expired keys from a full index, then deletes the oldest keys.
local function make_room(index, prefix, most)
  if call('ZCARD', index) < most then
    return
  end
  local living = {}
  for _, name in ipairs(call('ZRANGE', index, 0, -1)) do
    if call('EXISTS', prefix .. name) == 1 then
      living[#living + 1] = name
    else
      call('ZREM', index, name)
    end
  end
  for i = 1, #living - most + 1 do
    call('DEL', prefix .. living[i])
    call('ZREM', index, living[i])
  end
end

-- Extends the life of an index to at least ttl milliseconds. Does nothing if the index does not exist.
local function outlive(index, ttl)
  if call('PTTL', index) < tonumber(ttl) then
    call('PEXPIRE', index, ttl)
  end
end

-- Adds a key that is about to be created to the index. If the index is full, the oldest key is deleted.
local function enter(index, prefix, name, most, ttl)
  make_room(index, prefix, most)
  local time = call('TIME')
  call('ZADD', index, string.format('%.0f', time[1] * 1000000 + time[2]), name)
  outlive(index, ttl)
end
