-- Permissions inside workflows in strict mode: refused as the caller's policies say, and the verdict is part of the record: a workflow
-- that is rebuilt under other policies has its old answers for what is past. workflow.md sections 3 to 5; process.md section 20.
local check = require("check")
local security = require("security")

local host = "app:workflows"
local ids = {"narrow", "no_host", "no_mail"}

local function scope(with)
  local policies = {}
  for i, name in ipairs({"allow_all", with}) do
    policies[i] = security.policy("app:" .. name)
  end
  return security.new_scope(policies)
end

local wanted = {
  narrow = {
    call = "PermissionDenied not allowed: app:echo false",
    async = "PermissionDenied not allowed: app:echo false",
    workflow_exec = "PermissionDenied not allowed: app:child false",
    exec = "PermissionDenied not allowed to exec: app:child false",
    spawn = "PermissionDenied not allowed to spawn: app:child false",
    cancel = "PermissionDenied not allowed to cancel: PID false",
    terminate = "PermissionDenied not allowed to terminate: PID false",
    send = "allowed: true",
    send_by_name = "allowed: true",
    register = "PermissionDenied not allowed to register: a name false",
    call_context = "PermissionDenied not allowed to set context of a call: funcs.context false",
    spawn_context = "not allowed to set context of what is started: process.context",
  },
  no_host = {
    call = "allowed: echo",
    workflow_exec = "allowed: 1",
    exec = "PermissionDenied not allowed to use host: app:workflows false",
    spawn = "PermissionDenied not allowed to use host: app:workflows false",
  },
  no_mail = {
    spawn = "allowed: true",
    send = "PermissionDenied not allowed to send: PID false",
    send_by_name = "PermissionDenied not allowed to send: PID false",
  },
}

local function compare(name, got, expected)
  for _, what in ipairs({"call", "async", "workflow_exec", "exec", "spawn", "cancel", "terminate", "send", "send_by_name", "register", "call_context",
    "spawn_context"}) do
    if expected[what] then
      local seen = tostring(got and got[what])
      check.ok(name .. ": " .. what, seen:find(expected[what], 1, true) ~= nil, seen)
    end
  end
end

local function first()
  local ready = process.listen("ready")
  process.with_options({}):with_name("deaf"):spawn("app:deaf", host, process.pid())
  check.receive(ready)
  for _, name in ipairs(ids) do
    local pid, err = process.with_options({}):with_scope(scope(name)):with_name(name):spawn("app:tries", host, process.pid())
    check.ok(name .. ": started", pid ~= nil, err)
    compare(name, check.receive(ready, "10s"), wanted[name])
  end
  check.done()
  process.inbox():receive()
end

local function second()
  local events = process.events()
  for _, name in ipairs(ids) do
    local pid = "{app:workflows|" .. name .. "}"
    process.monitor(pid)
    process.send(pid, "go")
    local got = (check.receive(events, "10s") or {result = {}}).result.value or {}
    compare(name .. ", as it was", got.before, wanted[name])
    compare(name .. ", now", got.after, {call = "allowed: echo", workflow_exec = "allowed: 1", exec = "allowed: 1", spawn = "allowed: true",
      send = "allowed: true", call_context = "allowed: true", spawn_context = "allowed: true"})
  end
  return check.done()
end

return {main = function(life)
  return ({first = first, second = second})[life]()
end}
