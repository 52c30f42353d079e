-- ends: terminated
-- ends: memory
-- ends: error
-- A logger with a longer name than the one before.
local logger = require("logger")

local function main()
  local log = logger
  while true do
    log = log:named("deeper")
  end
end

return {main = main}
