-- What a workflow computes itself, and what it knows of itself: workflow.md sections 1, 3 and 5.
local check = require("check")
local flow_check = require("flow_check")
local workflow = require("workflow")

local host = "app:workflows"

local function main()
  flow_check.print(check, "randomness", process.exec("app:randomness", host))
  flow_check.print(check, "itself", process.with_context({tenant = "north", list = {1, 2}}):exec("app:itself", host))
  flow_check.print(check, "info", process.with_options({}):with_name("known"):exec("app:information", host, "known"))
  flow_check.print(check, "version", process.exec("app:versions", host))
  flow_check.print(check, "attrs", process.exec("app:attributes", host))
  flow_check.print(check, "names", process.exec("app:names", host, process.pid()))
  check.eq("a chunk that returns a table with the method", process.exec("app:whole", host, "a", "b"), "ab")

  local one, other = process.exec("app:numbers", host), process.exec("app:numbers", host)
  check.ok("math.random differs from run to run", table.concat(one, " ") ~= table.concat(other, " "))

  flow_check.print(check, "on a host of processes", process.exec("app:outside", "app:processes"))
  local info, err = workflow.info()
  check.ok("info in a process is nil, nil", info == nil and err == nil)
  check.eq("history_length in a process", workflow.history_length(), 0)
  check.eq("history_size in a process", workflow.history_size(), 0)
  check.eq("version in a process is the newest", workflow.version("change", -1, 4), 4)
  local value
  value, err = workflow.exec("app:whole", "a", "b")
  check.err("exec in a process", err, "Invalid", "workflow.exec outside workflow context not yet supported")
  value, err = workflow.exec("")
  check.err("exec without an id", err, "Invalid", "workflow ID required")
  value, err = workflow.exec("whole")
  check.err("exec of an id without namespace", err, "Invalid", "invalid workflow ID format (namespace:name required)")
  value, err = workflow.attrs({memo = {a = 1}})
  check.err("attrs in a process", err, "Invalid", "workflow.attrs only available in workflow context")
  return check.done()
end

return {main = main}
