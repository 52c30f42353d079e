-- A limit on the processes of a host: troupe.md section 2.
local check = require("check")

local function main()
  local a = process.spawn("app:echo", "app:small")
  local b = process.spawn("app:echo", "app:small")
  local c, full = process.spawn("app:echo", "app:small")
  check.ok("max_processes is a limit", a and b and c == nil)
  check.err("beyond it", full, "Unavailable", "host is full")
  process.terminate(a)
  local d
  check.eventually("one ends, the next may start", function()
    d = process.spawn("app:echo", "app:small")
    return d ~= nil
  end)
  process.terminate(b)
  process.terminate(d or a)
  return check.done()
end

return {main = main}
