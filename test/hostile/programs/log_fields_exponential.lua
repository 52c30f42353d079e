-- ends: ok
-- ends: error
-- ends: terminated
-- ends: memory
-- Fields that grow exponentially when they are written out.
local logger = require("logger")

local function main()
  local t = {"leaf"}
  for _ = 1, 60 do
    t = {a = t, b = t}
  end
  logger:info("large", t)
end

return {main = main}
