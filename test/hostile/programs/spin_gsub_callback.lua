-- ends: terminated
-- A callback of gsub that does not come back.
local function forever()
  while true do
  end
end

local function main()
  return (("x"):gsub("x", forever))
end

return {main = main}
