-- Durable timers and the clock of a workflow: workflow.md section 3.
local check = require("check")
local flow_check = require("flow_check")
local time = require("time")

local function main()
  for _, name in ipairs({"sleeps", "timers", "clock"}) do
    flow_check.print(check, name, process.exec("app:" .. name, "app:workflows"))
  end
  for _, name in ipairs({"sleeps", "timers"}) do
    flow_check.print(check, "volatile " .. name, process.exec("app:" .. name, "app:processes"))
  end
  local before = time.now():unix_nano()
  local seen = process.exec("app:clock", "app:workflows", true)
  check.ok("a workflow's time is that of its activation", seen >= before and seen <= time.now():unix_nano())
  return check.done()
end

return {main = main}
