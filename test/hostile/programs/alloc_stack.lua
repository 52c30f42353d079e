-- ends: memory
-- A stack as deep as it gets, in many coroutines.
local function main()
  local function down(n)
    if n == 0 then
      coroutine.yield()
    else
      down(n - 1)
    end
    return n
  end
  local t = {}
  while true do
    local deep = coroutine.create(down)
    coroutine.resume(deep, 10000)
    t[#t + 1] = deep
  end
end

return {main = main}
