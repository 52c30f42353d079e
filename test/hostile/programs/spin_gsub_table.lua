-- ends: terminated
-- A table for gsub whose __index does not come back.
local function forever()
  while true do
  end
end

local function main()
  return (("x"):gsub("x", setmetatable({}, {__index = forever})))
end

return {main = main}
