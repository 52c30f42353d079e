-- Tells that it runs, and ends as it is asked to.
local time = require("time")
local workflow = require("workflow")

return function(listener, how)
  local info = workflow.info()
  process.send(listener, "tick", {run = info.run_id, id = info.workflow_id, attempt = info.attempt})
  if how == "fail" then
    return nil, errors.new({message = "not this time", kind = "Internal"})
  elseif how == "sleep" then
    time.sleep("1h")
  end
  return "ended"
end
