local io = require("io")
local registry = require("registry")

return {main = function(...)
  io.print(registry.get("app:greeting").data.text, ...)
  return #registry.find({[".ns"] = "app.test"})
end}
