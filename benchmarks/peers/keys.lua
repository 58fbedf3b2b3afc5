-- Requests of many keys in turn, made before the first is sent. Arguments: a file with a key a line.
local requests, at = {}, 0

function init(args)
  for key in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", nil, {
      ["Host"] = "localhost",
      ["Authorization"] = "Bearer " .. key,
      ["X-Original-Method"] = "GET",
      ["X-Original-Host"] = "localhost",
      ["X-Original-URI"] = "/things",
      ["X-Real-IP"] = "127.0.0.1",
    })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
