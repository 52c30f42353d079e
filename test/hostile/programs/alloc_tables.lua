-- ends: memory
-- Small tables in a large one.
local function main()
  local t = {}
  while true do
    t[#t + 1] = {1, 2, 3}
  end
end

return {main = main}
