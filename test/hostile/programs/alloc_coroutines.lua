-- ends: memory
-- Coroutines that never ran, all kept.
local function main()
  local t = {}
  while true do
    t[#t + 1] = coroutine.create(function() end)
  end
end

return {main = main}
