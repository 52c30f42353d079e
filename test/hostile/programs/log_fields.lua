-- ends: terminated
-- inside: c
-- Records of ten thousand fields.
local logger = require("logger")

local function main()
  local fields = {}
  for i = 1, 10000 do
    fields["field" .. i] = i
  end
  while true do
    logger:info("many", fields)
  end
end

return {main = main}
