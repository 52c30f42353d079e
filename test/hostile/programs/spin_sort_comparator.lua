-- ends: terminated
-- A comparator that does not come back.
local function forever()
  while true do
  end
end

local function main()
  table.sort({3, 2, 1}, forever)
end

return {main = main}
