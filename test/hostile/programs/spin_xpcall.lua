-- ends: terminated
-- The handler of errors spins when the process is to end.
local function forever()
  while true do
  end
end

local function main()
  while true do
    xpcall(forever, forever)
  end
end

return {main = main}
