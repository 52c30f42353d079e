local time = require("time")

-- Hears that it should end and goes on.
local function main()
  while true do
    time.sleep("100ms")
  end
end

return {main = main}
