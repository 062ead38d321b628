-- Requests for wrk, by the word after --:
--   view      views of 1,000 stories; of every two one is a viewer's first and one the second
--   constant  the constant endpoint, with the same headers, so that the client does the same work for both
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

function init(args)
  seed = (os.time() * 8 + number) % 256
  line = args[1] == 'view' and
    function(pair) return 'POST /api/stories/load-' .. pair % STORIES .. '/view' end or
    function(pair) return 'GET /api/ping' end
end

-- A block of first views, then the same block again.
function request()
  local block = math.floor(sent / (2 * APART))
  local pair = block * APART + sent % APART
  local viewer = math.floor(pair / STORIES)
  sent = sent + 1
  return line(pair) .. HEADERS .. seed .. '.' .. math.floor(viewer / 250) % 250 .. '.' .. viewer % 250 .. '\r\n\r\n'
end
