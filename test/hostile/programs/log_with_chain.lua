-- ends: terminated
-- ends: memory
-- ends: error
-- A logger with one field more than the one before.
local logger = require("logger")

local function main()
  local log, n = logger, 0
  while true do
    n = n + 1
    log = log:with({["field" .. n] = n})
  end
end

return {main = main}
