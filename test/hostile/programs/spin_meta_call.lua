-- ends: terminated
-- A metamethod that does not come back: a call of a table.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__call = forever})
  t()
end

return {main = main}
