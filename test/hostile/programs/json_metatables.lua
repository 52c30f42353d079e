-- ends: ok
-- Tables whose metamethods are in the way.
local json = require("json")

local function main()
  local t = setmetatable({1, 2, 3}, {__index = error, __len = error, __pairs = error, __tostring = error})
  pcall(json.encode, t)
  pcall(json.encode, {[t] = t})
  pcall(json.encode, {[{}] = 1, [print] = 2, [true] = 3, [0.5] = 4})
end

return {main = main}
