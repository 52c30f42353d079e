-- process.upgrade: process.md section 7.
local check = require("check")
local funcs = require("funcs")

local host = "app:processes"
local me = process.pid()

local function main()
  local events = process.events()
  local first, second = process.listen("first"), process.listen("second")
  local tick, unread = process.listen("tick"), process.listen("unread")
  local peer = process.spawn_monitored("app:peer", host)
  local pid = process.spawn_monitored("app:one", host, me, peer)
  local got = check.receive(first) or {}
  check.ok("the first life", got[1] == pid and got[2] == "app:one")
  check.eq("its ticker ticks", select(2, check.receive(tick)), true)
  for i = 1, 3 do
    process.send(pid, "mail", i)
    process.send(pid, "early", i)
  end
  process.send(pid, "go", 1)
  got = check.receive(second) or {}
  check.eq("upgrade keeps the PID", got[1], pid)
  check.eq("process.id() is the new entry", got[2], "app:two")
  check.eq("Lua state is fresh", got[3], 1)
  check.eq("globals are gone", got[4], true)
  check.ok("arguments arrive, nil included", got[5] == 3 and got[6] == 2 and got[7] == "end", got[5])
  check.ok("options are reset", got[8] == false and got[9] == false)
  check.eq("the name is kept", process.registry.lookup("phoenix"), pid)
  while not channel.select({tick:case_receive(), default = true}).default do
  end
  check.ok("timers and coroutines are gone", check.silent(tick, "100ms"))
  process.send(pid, "mail", 4)
  process.send(pid, "stop")
  check.eq("unread mail is kept, topics of the old life fall to the inbox", check.receive(unread),
    "mail=1 early=1 mail=2 early=2 mail=3 early=3 mail=4")

  process.send(pid, "again")
  got = check.receive(second) or {}
  check.ok("nil: the same entry", got[1] == pid and got[2] == "app:two" and got[3] == 1)
  process.send(pid, "stop")
  check.receive(unread)
  process.send(pid, "empty")
  got = check.receive(second) or {}
  check.ok("empty text: the same entry", got[1] == pid and got[2] == "app:two")

  -- The link of the first life still holds; the options of that life do not.
  process.terminate(peer)
  local reasons = {}
  for _ = 1, 2 do
    local event = check.receive(events) or {result = {}}
    reasons[event.from or 0] = tostring(event.result.error)
  end
  check.eq("the link is kept", reasons[pid], "linked process failed")
  check.eq("its other end was terminated", reasons[peer], "process terminated")

  local function failing(name, to, text)
    local failed = process.spawn_monitored("app:fails", host, to)
    process.send(failed, "go")
    local event = check.receive(events) or {result = {}}
    local err = event.result.error
    check.ok(name, event.from == failed and err ~= nil and err:message():sub(1, #text) == text, err or "no EXIT with an error")
  end
  failing("upgrade to an unknown entry", "app:nothing", "upgrade: create failed")
  failing("upgrade to a host", "app:processes", "upgrade: create failed")
  failing("upgrade to a chunk that fails", "app:broken", "upgrade: init failed")
  failing("upgrade to a module without the method", "app:methodless", "upgrade: init failed")
  check.eq("functions cannot upgrade", funcs.call("app:in_function"), "refused")
  return check.done()
end

return {main = main}
