local funcs = require("funcs")
local workflow = require("workflow")
local time = require("time")

-- An order is charged, and then waits for its approval.
local function main(amount, patience)
  local paid, problem = funcs.call("app:charge", amount)
  if problem then return nil, problem end
  workflow.attrs({search = {state = "waiting"}})
  local deadline = time.after(patience or "24h")
  if amount == 13 then funcs.async("app:never", amount) end
  local inbox, events = process.inbox(), process.events()
  while true do
    local got = channel.select({inbox:case_receive(), events:case_receive(), deadline:case_receive()})
    if got.channel == events then return {canceled = got.value.reason} end
    if got.channel == deadline then return {late = true} end
    if got.value:topic() == "approve" then return {by = got.value:payload():data().by} end
  end
end

return {main = main}
