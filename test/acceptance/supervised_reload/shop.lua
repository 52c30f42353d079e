-- The shop is a part like the others, whose code changes.
local part = require("part")

local function main(name)
  return part.main(name, ", version 1")
end

return {main = main}
