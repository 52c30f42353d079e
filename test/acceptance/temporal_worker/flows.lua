local funcs = require("funcs")
local workflow = require("workflow")

local function order(item)
  local price, err = funcs.call("app:price", item)
  if err then
    return nil, err
  end
  local info = workflow.info()
  return {price = price, pid = process.pid(), namespace = info.namespace, queue = info.task_queue, type = info.workflow_type}
end

-- A child by the worker's id, by its task queue, by a queue that nobody has; each with the PID that its parent was told.
local function parent()
  local events, seen = process.events(), {}
  for i, host in ipairs({"app:worker", "mails", "nobody's", "test-mails"}) do
    local pid = process.spawn("app:order", host, i)
    local event = events:receive()
    seen[i] = {told = pid, from = event.from, child = event.result.value.pid}
  end
  return seen
end

return {order = order, parent = parent}
