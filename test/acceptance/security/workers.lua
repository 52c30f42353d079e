-- Say on whose behalf they run.
local function who()
  local security = require("security")
  local ctx = require("ctx")
  local actor, scope = security.actor(), security.scope()
  return {
    actor = actor and actor:id(),
    level = actor and actor:meta().level,
    policies = scope and #scope:policies(),
    tenant = ctx.get("tenant"),
    can = security.can("read", "x"),
  }
end

local function who_through_process()
  return process.exec("app:who_process", "app:processes")
end

local function who_calls()
  return require("funcs").call("app:who_through_process")
end

local function who_upgraded()
  process.upgrade("app:who_process")
end

local function target()
  process.registry.register("target")
  local inbox = process.inbox()
  while inbox:receive() do
  end
end

local function waits()
  process.events():receive()
end

local function reports()
  process.registry.register("reports")
  local inbox = process.inbox()
  while true do
    local message = inbox:receive()
    local security = require("security")
    local scope = security.scope()
    process.send(message:from(), "report", {
      actor = security.actor() and security.actor():id(),
      level = security.actor() and security.actor():meta().level,
      policies = scope and #scope:policies(),
    })
  end
end

return {
  who = who,
  who_through_process = who_through_process,
  who_calls = who_calls,
  who_upgraded = who_upgraded,
  target = target,
  waits = waits,
  reports = reports,
}
