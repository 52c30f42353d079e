-- ends: terminated
-- Two coroutines that hand over to each other.
local function main()
  local other = coroutine.wrap(function()
    while true do
      coroutine.yield()
    end
  end)
  while true do
    other()
  end
end

return {main = main}
