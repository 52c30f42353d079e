-- A host whose entry is deleted while processes on it ignore CANCEL: they are forced out, and everybody who waits for them hears of it.
local check = require("check")
local registry = require("registry")
local time = require("time")

local function within(ch, span)
  local got = channel.select({ch:case_receive(), time.after(span):case_receive()})
  if got.channel == ch then
    return got.value
  end
end

-- The events of the next while, as `kind of whom: error's kind`, in any order.
local function events_of(names, count)
  local seen = {}
  for i = 1, count do
    local event = within(process.events(), "20s")
    seen[i] = event and event.kind .. " of " .. (names[event.from] or "?") .. ": " .. tostring(event.result.error and event.result.error:kind())
      or "nothing"
  end
  table.sort(seen)
  return seen
end

local function main()
  process.set_options({trap_links = true})
  for _, spins in ipairs({false, true}) do
    local names = {}
    local deaf = process.spawn_linked_monitored("app:deaf", "app:doomed")
    names[deaf] = "deaf"
    if spins then
      names[process.spawn_monitored("app:spinner", "app:doomed")] = "spinner"
    end
    local answer = channel.new(1)
    coroutine.spawn(function()
      local _, err = process.exec("app:deaf", "app:doomed")
      answer:send(err)
    end)
    time.sleep("50ms")
    local entry = registry.get("app:doomed")
    local changes = registry.snapshot():changes()
    changes:delete("app:doomed")
    local version, err = changes:apply()
    check.ok("the host is deleted", version ~= nil, err)
    check.list("events", events_of(names, spins and 3 or 2),
      spins and "pid.exit of deaf: Canceled pid.exit of spinner: Canceled pid.link.down of deaf: Canceled"
      or "pid.exit of deaf: Canceled pid.link.down of deaf: Canceled")
    check.err("exec", within(answer, "20s"), "Canceled", "host stopped")
    check.err("its name", select(2, process.registry.lookup("deaf")), "NotFound")
    check.err("send", select(2, process.send(deaf, "x")), "NotFound")
    check.err("spawn", select(2, process.spawn("app:deaf", "app:doomed")), "NotFound", "host not found")
    -- A host of that id can be made again.
    changes = registry.snapshot():changes()
    changes:create({id = "app:doomed", kind = entry.kind, meta = entry.meta, data = entry.data})
    version, err = changes:apply()
    check.ok("it comes back", version ~= nil, err)
    for _ = 1, 200 do
      local pid = process.spawn_monitored("app:main_once", "app:doomed")
      if pid then
        break
      end
      time.sleep("10ms")
    end
    check.eq("what runs there then", within(process.events(), "20s").result.value, "ran")
  end
  return check.done()
end

return {main = main}
