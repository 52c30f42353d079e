-- Activities: workflow.md sections 3, 6 (context) and 12.
local check = require("check")
local flow_check = require("flow_check")
local time = require("time")
local funcs = require("funcs")
local security = require("security")

local host = "app:workflows"

local function futures()
  local begun, told = process.listen("begun"), process.listen("told")
  local pid, err = process.spawn_monitored("app:futures", host, process.pid())
  check.ok("futures: started", pid ~= nil, err)
  check.receive(begun)
  process.send(pid, "go on")
  check.eq("the cancelled activity is told", check.receive(told), "pid.cancel")
  local event = check.receive(process.events()) or {}
  flow_check.print(check, "futures", event.result and event.result.value, event.result and event.result.error)
end

local function main()
  process.events()
  for _, name in ipairs({"calls", "failures", "retries", "options"}) do
    flow_check.print(check, name, process.exec("app:" .. name, host))
  end
  futures()
  flow_check.print(check, "context", process.with_context({tenant = "north"}):exec("app:inherited", host))
  local got, why = funcs.new():with_actor(security.new_actor("ann", {role = "clerk"})):call("app:starts")
  check.ok("the actor reaches activities", got and got.activity.id == "ann" and got.activity.role == "clerk", why or (got and got.activity.id))
  check.ok("and those of children", got and got.child.id == "ann", why or (got and got.child.id))
  for _, what in ipairs({"sparse", "mixed", "cycle", "async"}) do
    local value, err = process.exec("app:unencodable", host, what)
    check.ok("arguments that cannot be encoded fail the run: " .. what, value == nil and err ~= nil
      and tostring(err):find("failed to encode", 1, true) ~= nil, err or value)
  end
  -- On a host of processes nothing is an activity: calls are direct, no option means anything.
  flow_check.print(check, "volatile", process.exec("app:calls", "app:processes"))
  local value, err = process.exec("app:unencodable", "app:processes", "mixed")
  check.ok("volatile: a failed encoding is no failure of a run", value == "went on" or err ~= nil)
  return check.done()
end

return {main = main}
