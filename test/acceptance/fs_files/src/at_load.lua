local fs = require("fs")
local text = fs.get("app:data"):readfile("inside")

return { main = function() return text end }
