-- ends: terminated
-- string.format asks for the text of a value that does not come back.
local function forever()
  while true do
  end
end

local function main()
  return string.format("%s", setmetatable({}, {__tostring = forever}))
end

return {main = main}
