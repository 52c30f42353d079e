-- ends: memory
-- A short document that is a large table.
local json = require("json")

local function main()
  local value, err = json.decode("[" .. ("[],"):rep(5000000) .. "[]]")
  return value and #value or tostring(err)
end

return {main = main}
