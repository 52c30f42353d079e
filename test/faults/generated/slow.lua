-- An activity that nobody waits for.
local time = require("time")

return {slow = function()
  time.sleep("10m")
  return "too late"
end}
