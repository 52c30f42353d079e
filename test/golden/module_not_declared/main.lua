local io = require("io")
local json = require("json")

return {main = function() io.print(json.encode(1)) end}
