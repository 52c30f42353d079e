local time = require("time")
local ctx = require("ctx")
local workflow = require("workflow")

local function double(n)
  time.sleep("1ms")
  return n * 2
end

local function fails(how)
  if how == "raise" then
    error("the child broke")
  end
  return nil, errors.new({message = "no stock", kind = errors.CONFLICT, retryable = false, details = {item = 7}})
end

-- Waits for a message, or to be cancelled.
local function waits()
  local inbox, events = process.inbox(), process.events()
  local first = channel.select({inbox:case_receive(), events:case_receive()})
  if first.channel == events then
    return "cancelled"
  end
  return first.value:payload():data()
end

local function tells()
  return {pid = process.pid(), workflow_id = workflow.info().workflow_id, tenant = (ctx.get("tenant"))}
end

local function listens(count)
  local inbox, got = process.inbox(), {}
  for i = 1, count do
    local message = inbox:receive()
    got[i] = message:topic() .. "=" .. message:payload():data()
  end
  return table.concat(got, " ")
end

local function goes_on(round)
  if round < 3 then
    process.upgrade(nil, round + 1)
  end
  return "round " .. round
end

return {double = double, fails = fails, waits = waits, tells = tells, listens = listens, goes_on = goes_on}
