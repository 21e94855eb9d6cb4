-- The requests that wrk sends: tools/call of echo, with each token of a file in turn. Arguments: the file, and how many of its
-- tokens to use. With one token and with many, wrk does the same work for each request.

local BODY = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hello"}}}'

local requests = {}
local last = 0

function init(args)
  for token in io.lines(args[1]) do
    if #requests == tonumber(args[2]) then
      break
    end
    requests[#requests + 1] = wrk.format("POST", nil, {
      ["Host"] = wrk.host .. ":" .. wrk.port,
      ["Content-Type"] = "application/json",
      ["Accept"] = "application/json, text/event-stream",
      ["MCP-Protocol-Version"] = "2025-11-25",
      ["Authorization"] = "Bearer " .. token,
    }, BODY)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

-- One line for the script: requests, microseconds, p50 and p99 in microseconds, bytes, failed requests
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.bytes, failed))
end
