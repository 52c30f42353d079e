local check = require("check")
local policies = require("policies")
local permissions = require("permissions")
local identities = require("identities")

local function main()
  policies.run()
  identities.run()
  permissions.run()
  return check.done()
end

return { main = main }
