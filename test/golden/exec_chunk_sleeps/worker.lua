local time = require("time")

time.sleep("1s")

return {main = function() end}
