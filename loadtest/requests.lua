-- Requests for wrk, by the word after --:
--   view      views of 1,000 stories; of every two one is a viewer's first and one the second
--   fill      writes 10,000 stories
--   story     reads one of them
--   zipf      reads them all, by Zipf's distribution with exponent 1
--   count     reads the count of one
--   each      reads them one after the other, each connection some 125 times a second
--   check     decides on hits of 250 keys, as a service
--   hot       decides on hits of one key, as a service
--   enqueue   enqueues jobs, as a service
--   work      claims a hundred jobs at a time and completes each, as a service
--   constant  the constant endpoint, with the same headers, so that the client does the same work for both
-- A second word is a rate: so many a second from each thread, however fast the answers come.
-- Viewers are told apart by their address, as behind a proxy that the service trusts.

local STORIES = 1000
local APART = 500

local HEADERS = ' HTTP/1.1\r\nHost: localhost\r\n'
  .. 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n'
  .. 'X-Forwarded-For: 10.'

local threads = 0
local sent = 0
local seed, line

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

-- The rank that a number in [0, 1) falls on: the sum of 1/rank up to rank k is close to ln(k) + 0.5772.
local CATALOG = 10000
local function zipf()
  return math.min(CATALOG, math.floor(math.exp(math.random() * (math.log(CATALOG) + 0.5772)))) - 1
end

local story = '{"title":"The lighthouse keeper","authorId":"ada","tags":["sea"]}'
local LINES = {
  view = function(pair) return 'POST /api/stories/load-' .. pair % STORIES .. '/view' end,
  constant = function() return 'GET /api/ping' end,
  story = function() return 'GET /api/stories/zipf-0' end,
  zipf = function() return 'GET /api/stories/zipf-' .. zipf() end,
  each = function()
    return 'GET /api/stories/zipf-' .. (2 * sent + number) % CATALOG
  end,
  count = function() return 'GET /api/stories/zipf-0/views' end
}

local function asService(path, body)
  return 'POST ' .. path .. ' HTTP/1.1\r\nHost: localhost\r\n'
    .. 'Authorization: Bearer loadtest-service-token\r\nContent-Type: application/json\r\n'
    .. 'Content-Length: ' .. #body .. '\r\n\r\n' .. body
end

local function deciding(key)
  return function()
    sent = sent + 1
    return asService('/api/rate-limits/load/check', '{"key":"' .. key() .. '"}')
  end
end

local function enqueueing()
  return asService('/api/jobs/load', '{"payload":{"to":"u1","template":"welcome"}}')
end

local claimed = {}

local function working()
  local job = table.remove(claimed)
  if job then
    return asService('/api/jobs/load/' .. job.id .. '/complete', '{"token":"' .. job.token .. '"}')
  end
  return asService('/api/jobs/load/claim', '{"max":100,"visibilitySeconds":600}')
end

local function remember(status, headers, body)
  for id, token in body:gmatch('{"id":"([^"]+)".-"token":"([^"]+)"') do
    claimed[#claimed + 1] = { id = id, token = token }
  end
end

-- Spreads requests evenly in time; one that is late does not delay those after it.
local ffi = require('ffi')
ffi.cdef('typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int clock, moment *now);')
local MONOTONIC = 1
local moment = ffi.new('moment')

local function now()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

local function paced(rate)
  local due = now()
  return function()
    due = due + 1 / rate
    return math.max(0, math.floor((due - now()) * 1000 + math.random()))
  end
end

function init(args)
  seed = (os.time() * 8 + number) % 256
  math.randomseed(seed)
  line = LINES[args[1]]
  if args[2] then
    delay = paced(tonumber(args[2]))
  end
  if args[1] == 'fill' then
    request = fill
  elseif args[1] == 'check' then
    request = deciding(function() return 'u' .. sent % 250 end)
  elseif args[1] == 'enqueue' then
    request = enqueueing
  elseif args[1] == 'work' then
    request = working
    response = remember
  elseif args[1] == 'hot' then
    request = deciding(function() return 'u' end)
  elseif args[1] == 'each' then
    delay = function() return math.random(0, 14) end
  end
end

function fill()
  sent = sent + 1
  return 'PUT /api/stories/zipf-' .. (2 * sent + number) % CATALOG .. ' HTTP/1.1\r\nHost: localhost\r\n'
    .. 'Authorization: Bearer loadtest-service-token\r\nContent-Type: application/json\r\n'
    .. 'Content-Length: ' .. #story .. '\r\n\r\n' .. story
end

-- A block of first views, then the same block again.
function request()
  local block = math.floor(sent / (2 * APART))
  local pair = block * APART + sent % APART
  local viewer = math.floor(pair / STORIES)
  sent = sent + 1
  return line(pair) .. HEADERS .. seed .. '.' .. math.floor(viewer / 250) % 250 .. '.' .. viewer % 250 .. '\r\n\r\n'
end
