-- What a workflow is answered that may not do what it tries.
local funcs = require("funcs")
local workflow = require("workflow")

local function told(value, err)
  if err == nil then
    return "allowed: " .. tostring(value)
  end
  local text = err:kind() .. " " .. err:message() .. " " .. tostring(err:retryable())
  return (text:gsub("{app:workflows|deaf}", "PID"))
end

local function try_all(seen)
  seen.call = told(funcs.call("app:echo", "echo"))
  local future, err = funcs.async("app:echo", "echo")
  local payload = future and future:response():receive()
  if payload and payload.kind then
    payload, err = nil, payload
  end
  seen.async = told(payload and payload:data(), err)
  seen.workflow_exec = told(workflow.exec("app:child", 1))
  seen.exec = told(process.exec("app:child", "app:workflows", 1))
  local pid
  pid, err = process.spawn("app:child", "app:workflows", 1)
  seen.spawn = told(pid ~= nil, err)
  seen.cancel = told(process.cancel("deaf"))
  seen.terminate = told(process.terminate("{app:workflows|deaf}"))
  seen.send = told(process.send("{app:workflows|deaf}", "note"))
  seen.send_by_name = told(process.send("deaf", "note"))
  seen.register = told(process.registry.register("a name"))
  local executor
  executor, err = funcs.new():with_context({a = 1})
  seen.call_context = told(executor ~= nil, err)
  local fine, why = pcall(process.with_context, {a = 1})
  seen.spawn_context = fine and "allowed: true" or tostring(why)
  return seen
end

-- Tries it, waits for the next life, and tries it again under the policies of that time.
local function tries(teller)
  local before = try_all({})
  process.send(teller, "ready", before)
  process.inbox():receive()
  return {before = before, after = try_all({})}
end

-- Whom they write to, by PID and by name.
local function deaf(teller)
  process.registry.register("deaf")
  process.send(teller, "ready")
  while process.inbox():receive() do
  end
end

return {tries = tries, deaf = deaf}
