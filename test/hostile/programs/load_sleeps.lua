-- ends: refused
-- A chunk that sleeps.
local time = require("time")

time.sleep("1h")

return {main = function() end}
