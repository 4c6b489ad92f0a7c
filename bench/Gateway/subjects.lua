-- A prediction request with another subject each time, and the figures of the run as one line of JSON.
local number = 0
local body = '{"instances": [{"x": 1.5, "y": 2.5, "title": "a wooden chair, hardly used"}]}'

function request()
  number = number + 1
  return wrk.format("POST", nil, { ["content-type"] = "application/json", ["x-yard-subject"] = "subject-" .. number }, body)
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('{"requests": %d, "duration-us": %d, "errors": %d, "p50-us": %d, "p99-us": %d}',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
