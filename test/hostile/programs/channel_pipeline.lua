-- ends: terminated
-- A thousand tasks in a row, each of which hands on.
local function main()
  local first = channel.new()
  local last = first
  for _ = 1, 1000 do
    local from, to = last, channel.new()
    coroutine.spawn(function()
      while true do
        to:send(from:receive())
      end
    end)
    last = to
  end
  while true do
    first:send(1)
    last:receive()
  end
end

return {main = main}
