-- ends: terminated
-- Requests to end, read as fast as they come.
local function main()
  local events = process.events()
  while true do
    process.cancel(process.pid(), "again")
    events:receive()
  end
end

return {main = main}
