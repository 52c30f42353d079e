-- `temporal.client` and `temporal.worker` without a server: workflow.md sections 1, 6, 8, 15 and 17.
local check = require("check")

local events = process.events()

local function main()
  for _, entry in ipairs({"app:order", "app:bare_name", "app:plain"}) do
    local pid, err = process.with_options({}):with_name("one " .. entry):spawn_monitored(entry, "app:worker", 7)
    check.eq(entry .. ": the PID names client and worker", pid, "{app:client@app:worker|one " .. entry .. "}")
    local event = check.receive(events) or {result = {}}
    local got = event.result.value or {}
    check.eq(entry .. ": its event", event.from, pid)
    check.eq(entry .. ": an activity", got.price, 21)
    check.eq(entry .. ": the same PID inside", got.pid, pid)
    check.eq(entry .. ": namespace", got.namespace, "shop")
    check.eq(entry .. ": task queue", got.queue, "test-orders")
    check.eq(entry .. ": type", got.type, entry)
  end

  local value, err = process.exec("app:parent", "app:worker")
  local wanted = {"{app:worker|", "{mails|", "{nobody's|", "{test-mails|"}
  local lives = {"{app:client@app:worker|", "{app:client@app:other_worker|", "{app:client@app:worker|", "{app:client@app:other_worker|"}
  for i = 1, 4 do
    local child = value and value[i] or {}
    check.ok("child " .. i .. ": the host part as it was written", child.told and child.told:sub(1, #wanted[i]) == wanted[i], child.told)
    check.eq("child " .. i .. ": its event is from that PID", child.from, child.told)
    check.ok("child " .. i .. ": where it runs", child.child and child.child:sub(1, #lives[i]) == lives[i], child.child)
  end

  local pid = process.with_options({["workflow.id"] = "waiting"}):spawn_monitored("app:waits", "app:worker")
  check.eq("a message by its PID", process.send("{app:client@app:worker|waiting}", "go", 5), true)
  check.eq("arrives", (check.receive(events) or {result = {}}).result.value, 5)
  value, err = process.spawn("app:order", "app:client", 1)
  check.ok("a client is no host", value == nil and err ~= nil, value)
  value, err = process.spawn("app:order", "app:quiet_worker", 1)
  check.ok("a worker that does not run", value == nil and err ~= nil, value)
  check.err("says so", err, "Unavailable", "temporal client not available")
  for _, how in ipairs({"send", "terminate", "cancel"}) do
    value, err = process[how]("{app:client@app:quiet_worker|one}", "go")
    check.err("nor does its workflow hear anything: " .. how, err, "Unavailable", "temporal client not available")
  end
  return check.done()
end

return {main = main}
