-- ends: terminated
-- A comparator that catches what it can.
local function forever()
  while true do
  end
end

local function main()
  table.sort({3, 2, 1}, function()
    while true do
      pcall(forever)
    end
  end)
end

return {main = main}
