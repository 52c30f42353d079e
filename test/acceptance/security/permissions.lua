-- What a scope does not allow is refused, one action after another.
local check = require("check")
local security = require("security")
local funcs = require("funcs")
local time = require("time")

-- action (or what is tried), the action that is denied, and what the refusal says; PID stands for the target.
local refusals = {
  {"process.send", "PermissionDenied: not allowed to send: PID"},
  {"process.send to a name", "PermissionDenied: not allowed to send: PID", "process.send"},
  {"process.cancel", "PermissionDenied: not allowed to cancel: PID"},
  {"process.terminate", "PermissionDenied: not allowed to terminate: PID"},
  {"process.monitor", "PermissionDenied: not allowed to monitor: PID"},
  {"process.unmonitor", "PermissionDenied: not allowed to unmonitor: PID"},
  {"process.link", "PermissionDenied: not allowed to link: PID"},
  {"process.unlink", "PermissionDenied: not allowed to unlink: PID"},
  {"process.spawn", "PermissionDenied: not allowed to spawn: app:who_process"},
  {"process.spawn.monitored", "PermissionDenied: not allowed to spawn monitored: app:who_process"},
  {"process.spawn.linked", "PermissionDenied: not allowed to spawn linked: app:who_process"},
  {"process.exec", "PermissionDenied: not allowed to exec: app:who_process"},
  {"process.host", "PermissionDenied: not allowed to use host: app:other_host"},
  {"a builder's process.spawn", "raised: not allowed to spawn: app:who_process", "process.spawn"},
  {"process.context", "raised: not allowed to set context of what is started: process.context"},
  {"process.security", "raised: not allowed to set security of what is started: process.security"},
  {"process.registry.register", "PermissionDenied: not allowed to register: mine"},
  {"a builder's process.registry.register", "raised: not allowed to register: other", "process.registry.register"},
  {"process.registry.unregister", "PermissionDenied: not allowed to unregister: unknown"},
  {"process.registry.foreign", "PermissionDenied: not allowed to register for: PID"},
  {"funcs.call", "PermissionDenied: not allowed: app:who"},
  {"funcs.call in parallel", "PermissionDenied: not allowed: app:who", "funcs.call"},
  {"funcs.context", "PermissionDenied: not allowed to set context of a call: funcs.context"},
  {"funcs.security", "PermissionDenied: not allowed to set security of a call: funcs.security"},
  {"funcs.security by a scope", "PermissionDenied: not allowed to set security of a call: funcs.security", "funcs.security"},
  {"events.subscribe", "Invalid: not allowed to subscribe to: orders"},
  {"events.send", "Invalid: not allowed to send to: orders"},
  {"registry.get", "PermissionDenied: not allowed to access entry: app:check"},
  {"registry.apply", "PermissionDenied: not allowed: registry.apply"},
  {"registry.apply_version", "PermissionDenied: not allowed: registry.apply_version"},
  {"env.get", "PermissionDenied: not allowed: PUBLIC"},
  {"env.set", "PermissionDenied: not allowed: PUBLIC"},
  {"system.read", "Invalid: permission denied: system.read on processes"},
  {"system.control", "Invalid: permission denied: system.control on gomaxprocs"},
  {"system.read of supervisors", "Invalid: permission denied: system.read on supervisor", "system.read"},
  {"system.control of a supervisor", "Invalid: permission denied: system.control on app:tree", "system.control"},
  {"system.exit", "Invalid: permission denied: system.exit"},
  {"system.lock", "PermissionDenied: permission denied: system.lock on l"},
  {"security.policy.get", "Invalid: not allowed: security.policy.get on app:allow_all"},
  {"security.policy_group.get", "Invalid: not allowed: security.policy_group.get on app:readers"},
  {"security.scope.create", "raised: not allowed: security.scope.create on custom"},
  {"security.actor.create", "raised: not allowed: security.actor.create on somebody"},
}
-- Would end the program, the target, or go on in it.
local unharmed = {["system.exit"] = true, ["process.terminate"] = true}

local function tried_by(denied, ...)
  local policies = {}
  for _, id in ipairs({...}) do
    policies[#policies + 1] = security.policy(id)
  end
  return funcs.new():with_actor(security.new_actor("user:1", {denied = denied})):with_scope(security.new_scope(policies))
end

return {
  run = function()
    local target = process.spawn("app:target", "app:processes")
    check.eventually("the target has its name", function() return process.registry.lookup("target") == target end)
    for _, case in ipairs(refusals) do
      local what, want, action = case[1], string.gsub(case[2], "PID", (string.gsub(target, "%%", "%%%%"))), case[3]
      -- The call of the function itself is the caller's, who may do everything.
      check.eq("denied: " .. what, tried_by(action or what, "app:allow_all", "app:deny_named"):call("app:attempt", what), want)
    end
    for _, case in ipairs(refusals) do
      if not unharmed[case[1]] then
        check.eq("allowed: " .. case[1], tried_by("nothing", "app:allow_all", "app:deny_named"):call("app:attempt", case[1]), "fine")
      end
    end
    check.eq("an empty scope allows nothing", tried_by("nothing"):call("app:attempt", "registry.get"),
      "PermissionDenied: not allowed to access entry: app:check")
    check.eq("an allow of something else does not either", tried_by("nothing", "app:only_some"):call("app:attempt", "funcs.call"),
      "PermissionDenied: not allowed: app:who")
    check.eq("one supervisor may be changed", tried_by("nothing", "app:one_tree"):call("app:attempt", "system.control of a supervisor"), "fine")
    check.eq("and no other", tried_by("nothing", "app:one_tree"):call("app:attempt", "another supervisor"),
      "Invalid: permission denied: system.control on app:grove")
    check.eq("find shows what may be got", tried_by("nothing", "app:only_some"):call("app:attempt", "visible entries"), "app:check")
    check.eq("get_all too", tried_by("nothing", "app:only_some"):call("app:attempt", "visible variables"), "PUBLIC ")
    check.eq("policies see the caller's pid", tried_by("nothing", "app:allow_all", "app:tells_pid"):call("app:attempt", "process.send"),
      (string.gsub("PermissionDenied: not allowed to send: PID", "PID", target)))
    local actor = security.new_actor("user:1", {denied = "process.send"})
    check.eq("a process is held to it as well",
      process.with_options({}):with_actor(actor):with_scope(security.new_scope({security.policy("app:allow_all"), security.policy("app:deny_named")}))
        :exec("app:attempt_process", "app:processes", "process.send"),
      (string.gsub("PermissionDenied: not allowed to send: PID", "PID", target)))
    check.eq("without a scope everything is allowed", funcs.new():with_actor(actor):call("app:attempt", "process.send"), "fine")
    process.terminate(target)
  end,
}
