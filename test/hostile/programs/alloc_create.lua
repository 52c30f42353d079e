-- ends: memory
-- ends: error
-- A table made large at once.
local function main()
  local t = {}
  while true do
    t[#t + 1] = table.create(10000000, 10000000)
  end
end

return {main = main}
