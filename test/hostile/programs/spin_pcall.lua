-- ends: terminated
-- A protected call in a loop does not catch its end.
local function forever()
  while true do
  end
end

local function main()
  while true do
    pcall(forever)
  end
end

return {main = main}
