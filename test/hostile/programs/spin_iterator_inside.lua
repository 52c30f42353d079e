-- ends: terminated
-- The iterator itself does not come back.
local function forever()
  while true do
  end
end

local function main()
  for _ in forever do
  end
end

return {main = main}
