-- ends: terminated
-- ends: memory
-- ends: error
-- Requests to end without number, to itself: events are never refused.
local function main()
  while true do
    process.cancel(process.pid(), "again")
  end
end

return {main = main}
