-- Strict mode: who has no actor or no scope may do nothing.
local check = require("check")
local security = require("security")
local system = require("system")

local function main()
  check.eq("the command runs as its actor", security.actor():id(), "operator")
  check.eq("with its policies", #security.scope():policies(), 1)
  check.ok("and may do what they allow", security.can("process.exec", "app:tries"))
  local inherited = process.exec("app:tries", "app:processes")
  check.eq("what it starts inherits that", inherited.call, "echo")
  check.eventually("a service without security is denied", function()
    local state = system.supervisor.state("app:nobody")
    return state.details ~= nil and string.find(state.details, "not allowed to access entry: app:check", 1, true) ~= nil
  end)
  local process_without, err = process.with_options({}):with_scope(security.new_scope()):exec("app:tries", "app:processes")
  check.eq("an empty scope allows nothing", process_without.call, nil)
  return check.done()
end

return { main = main }
