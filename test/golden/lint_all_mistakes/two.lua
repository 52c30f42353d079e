local json = require("json")
local yaml = require("yaml")
return {run = function() return json.encode(yaml) end}
