-- ends: memory
-- ends: error
-- Tasks that wait for a message that never comes, without number.
local function main()
  local inbox = process.inbox()
  while true do
    coroutine.spawn(function()
      inbox:receive()
    end)
  end
end

return {main = main}
