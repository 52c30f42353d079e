-- ends: memory
-- Tasks that each catch the refusal.
local function main()
  local t = {}
  for _ = 1, 100 do
    coroutine.spawn(function()
      while true do
        pcall(function()
          while true do
            t[#t + 1] = {}
          end
        end)
        coroutine.yield()
      end
    end)
  end
  while true do
    coroutine.yield()
  end
end

return {main = main}
