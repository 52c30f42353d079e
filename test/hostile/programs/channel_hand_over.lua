-- ends: terminated
-- Two tasks that hand over to each other and never wait for anything else.
local function main()
  local ch = channel.new()
  coroutine.spawn(function()
    while true do
      ch:send(1)
    end
  end)
  while true do
    ch:receive()
  end
end

return {main = main}
