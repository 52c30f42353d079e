-- Values of the environment in entries: registry.md section 1.5. That the program starts says that fields took their types.
local check = require("check")
local env = require("env")
local registry = require("registry")
local security = require("security")

local function main()
  check.eventually("a service got its input", function() return (env.get("SEEN")) ~= nil end)
  check.eq("lone ones have types, others are text", env.get("SEEN"), "number n=2 boolean ${env:COUNT} ${COUNT} at hand")

  local policy = security.policy("app:a_policy")
  local who = security.new_actor("somebody")
  check.eq("a policy's resource", policy:evaluate(who, "read", "docs:a_host"), "allow")
  check.eq("and no other", policy:evaluate(who, "read", "docs:${env:HOST}"), "undefined")

  check.eq("the registry shows what was written", registry.get("app:a_host").data.host.workers, "${env:COUNT}")
  check.eq("data stays data", registry.get("app:data").data.text, "${env:NOBODY}")
  check.eq("meta too", registry.get("app:reporter").meta.comment, "${env:NOBODY}")
  check.eq("a variable that names itself", env.get("LOOP"), "its end")
  check.eq("a variable that names another", env.get("CHAIN"), "2 links")
  return check.done()
end

return {main = main}
