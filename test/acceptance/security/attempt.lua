-- Tries one thing and says what came of it: "fine", `KIND: message`, or `raised: text`.
local funcs = require("funcs")
local events = require("events")
local env = require("env")
local registry = require("registry")
local system = require("system")
local supervisor = require("supervisor")
local security = require("security")

local target = function() return process.registry.lookup("target") end
local spawn = "app:target"
local host = "app:processes"

-- Each answers `value, error`, as the call does.
local attempts = {
  ["process.send"] = function() return process.send(target(), "t", 1) end,
  ["process.send to a name"] = function() return process.send("target", "t", 1) end,
  ["process.cancel"] = function() return process.cancel(target(), "no") end,
  ["process.terminate"] = function() return process.terminate(target()) end,
  ["process.monitor"] = function() return process.monitor(target()) end,
  ["process.unmonitor"] = function() return process.unmonitor(target()) end,
  ["process.link"] = function() return process.link(target()) end,
  ["process.unlink"] = function() return process.unlink(target()) end,
  ["process.spawn"] = function() return process.spawn("app:who_process", host) end,
  ["process.spawn.monitored"] = function() return process.spawn_monitored("app:who_process", host) end,
  ["process.spawn.linked"] = function() return process.spawn_linked("app:who_process", host) end,
  ["process.exec"] = function() return process.exec("app:who_process", host) end,
  ["process.host"] = function() return process.spawn("app:who_process", "app:other_host") end,
  ["a builder's process.spawn"] = function() return process.with_options({}):spawn("app:who_process", host) end,
  ["process.context"] = function() return process.with_context({a = 1}) end,
  ["process.security"] = function() return process.with_options({}):with_actor(security.actor()) end,
  ["process.registry.register"] = function() return process.registry.register("mine") end,
  ["a builder's process.registry.register"] = function()
    return process.with_options({}):with_name("other"):spawn("app:who_process", host)
  end,
  ["process.registry.unregister"] = function() return process.registry.unregister("unknown") end,
  ["process.registry.foreign"] = function() return process.registry.register("theirs", target()) end,
  ["funcs.call"] = function() return funcs.call("app:who") end,
  ["funcs.call in parallel"] = function() return funcs.async("app:who") end,
  ["funcs.context"] = function() return funcs.new():with_context({a = 1}) end,
  ["funcs.security"] = function() return funcs.new():with_actor(security.actor()) end,
  ["funcs.security by a scope"] = function() return funcs.new():with_scope(security.scope()) end,
  ["events.subscribe"] = function() return events.subscribe("orders") end,
  ["events.send"] = function() return events.send("orders", "made", "/1") end,
  ["registry.get"] = function() return registry.get("app:check") end,
  ["registry.apply"] = function()
    return registry.snapshot():changes():create({id = "app:passing", kind = "registry.entry"}):delete("app:passing"):apply()
  end,
  ["registry.apply_version"] = function() return registry.apply_version(registry.current_version()) end,
  ["env.get"] = function() return env.get("PUBLIC") end,
  ["env.set"] = function() return env.set("PUBLIC", "changed") end,
  ["system.read"] = function() return system.processes() end,
  ["system.control"] = function() return system.runtime.max_procs(4) end,
  ["system.read of supervisors"] = function() return supervisor.count_children("app:tree") end,
  ["system.control of a supervisor"] = function() return supervisor.terminate_child("app:tree", "app:leaf") end,
  ["another supervisor"] = function() return supervisor.terminate_child("app:grove", "app:leaf") end,
  ["system.exit"] = function() return system.exit(0) end,
  ["system.lock"] = function() return system.lock.acquire("l") end,
  ["security.policy.get"] = function() return security.policy("app:allow_all") end,
  ["security.policy_group.get"] = function() return security.named_scope("app:readers") end,
  ["security.scope.create"] = function() return security.new_scope() end,
  ["security.actor.create"] = function() return security.new_actor("somebody") end,
  ["visible entries"] = function()
    local found = {}
    for _, entry in ipairs(registry.find({kind = "library.lua"})) do
      found[#found + 1] = entry.id
    end
    return table.concat(found, " ")
  end,
  ["visible variables"] = function()
    local all = env.get_all()
    return (all.PUBLIC and "PUBLIC " or "") .. (all.SECRET and "SECRET" or "")
  end,
}

local function main(what)
  local fine, value, err = pcall(attempts[what])
  if not fine then
    return "raised: " .. tostring(value)
  end
  if err ~= nil then
    return err:kind() .. ": " .. err:message()
  end
  return type(value) == "string" and string.sub(what, 1, 7) == "visible" and value or "fine"
end

return { main = main }
