local log = require("log")
local registry = require("registry")

return {main = function(to)
  local settings = registry.get("acme.mail:settings").data
  return log.line(settings.greeting .. " " .. to .. ", says " .. settings.sender)
end}
