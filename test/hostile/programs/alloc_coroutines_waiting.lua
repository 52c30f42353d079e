-- ends: memory
-- Coroutines that wait in the middle of something, all kept.
local function main()
  local t = {}
  while true do
    local wait = coroutine.wrap(function(...)
      coroutine.yield()
      return ...
    end)
    wait(1, 2, 3, 4, 5, 6, 7, 8)
    t[#t + 1] = wait
  end
end

return {main = main}
