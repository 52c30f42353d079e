-- ends: terminated
-- A select of ten thousand cases that waits and wakes.
local function main()
  local cases, last = {}, nil
  for i = 1, 10000 do
    last = channel.new()
    cases[i] = last:case_receive()
  end
  coroutine.spawn(function()
    while true do
      last:send(1)
    end
  end)
  while true do
    channel.select(cases)
  end
end

return {main = main}
