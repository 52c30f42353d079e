-- ends: terminated
-- ends: ok
-- A metamethod that does not come back: the length. (Or is not asked for.)
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__len = forever})
  return #t
end

return {main = main}
