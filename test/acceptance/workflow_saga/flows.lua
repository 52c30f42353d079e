local funcs = require("funcs")
local time = require("time")

-- Two steps that work out, then one that may not; `how` also says where it waits.
local function saga(teller, how)
  local events, done = process.events(), {}
  local function compensate()
    for i = #done, 1, -1 do
      funcs.call("app:undo", teller, done[i])
    end
  end
  for _, name in ipairs({"reserve", "charge"}) do
    funcs.call("app:step", name)
    done[#done + 1] = name
  end
  if how == "waits" then
    process.send(teller, "waiting")
    local first = channel.select({events:case_receive(), time.after("1h"):case_receive()})
    compensate()
    return {cancelled = first.value.kind}
  end
  local shipped, err = funcs.call("app:step", "ship", how)
  if err or shipped.error then
    compensate()
    if err then
      return nil, err
    end
    return {failed = shipped.error}
  end
  return {shipped = shipped.id}
end

-- The context and the id go on to the next run; its record is new, and what was under way is gone.
local function carries(teller, round, seen)
  local workflow, ctx = require("workflow"), require("ctx")
  local info, inbox = workflow.info(), process.inbox()
  process.send(teller, "waiting")
  local message = inbox:receive()
  seen[#seen + 1] = {run = info.run_id, id = info.workflow_id, tenant = ctx.get("tenant"), got = message:payload():data(),
    length = info.history_length}
  if round == 3 then
    return seen
  end
  time.after("1h")
  funcs.async("app:step", "dropped")
  process.upgrade(nil, teller, round + 1, seen)
end


-- Reads one message a run.
local function reads(round)
  local message = process.inbox():receive()
  if round == 3 then
    return message:payload():data()
  end
  process.upgrade(nil, round + 1)
end

return {reads = reads, saga = saga, carries = carries}
