-- Workflows that start workflows: workflow.md sections 3, 5 (exec) and 8.
local check = require("check")
local flow_check = require("flow_check")
local time = require("time")

local host = "app:workflows"
local events = process.events()

local function end_of(id)
  process.monitor("{app:workflows|" .. id .. "}")
  local event = check.receive(events, "3s") or {}
  local result = event.result or {}
  return result.value or (result.error and result.error:kind() .. " " .. result.error:message()) or "still runs"
end

local function parent_ends(how)
  local pid = process.spawn_monitored("app:parent", host, how, how)
  if how == "wait" or how == "timed out" then
    time.sleep("50ms")
    process.terminate(pid)
  end
  check.receive(events)
  check.eq(how .. ": the child of no policy", end_of(how .. " none"), "Canceled workflow terminated")
  check.eq(how .. ": terminate", end_of(how .. " terminate"), "Canceled workflow terminated")
  check.eq(how .. ": request_cancel", end_of(how .. " request-cancel"), "cancelled")
  check.eq(how .. ": abandon", process.send("{app:workflows|" .. how .. " ABANDON}", "go", "went on"), true)
  check.eq(how .. ": the child that was abandoned", end_of(how .. " ABANDON"), "went on")
end

local function main()
  flow_check.print(check, "spawn", process.exec("app:spawns", host))
  flow_check.print(check, "exec", process.exec("app:executes", host))
  flow_check.print(check, "ids", process.with_context({tenant = "north"}):exec("app:identities", host))
  flow_check.print(check, "ends", process.exec("app:ends", host))
  parent_ends("return")
  parent_ends("fail")
  parent_ends("wait")
  local pid = process.spawn_monitored("app:parent", host, "cancelled", "cancelled")
  process.cancel(pid)
  local event = check.receive(events) or {result = {}}
  check.eq("cancelling a parent", event.result.value, "no child ended")
  check.eq("leaves the abandoned one", process.terminate("{app:workflows|cancelled ABANDON}"), true)
  return check.done()
end

return {main = main}
