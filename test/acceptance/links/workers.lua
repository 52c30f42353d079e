local host = "app:processes"

-- Lives until a message says how it ends; never calls events().
local function idle()
  local msg = process.inbox():receive()
  local how = msg:topic()
  if how == "return" then
    return msg:payload():data()
  elseif how == "fail" then
    return nil, "failed as told"
  elseif how == "raise" then
    error("raised as told")
  elseif how == "kind" then
    return nil, errors.new({message = "no such thing", kind = errors.NOT_FOUND, retryable = true, details = {id = 7}})
  end
end

-- A chain of linked processes; each tells the watcher its PID, the last says that all are there.
local function chain(watcher, depth)
  process.send(watcher, "member", process.pid())
  if depth > 1 then
    process.spawn_linked("app:chain", host, watcher, depth - 1)
  else
    process.send(watcher, "complete")
  end
  process.inbox():receive()
  error("the first falls")
end

-- Traps links: reports what its events channel gets.
local function trapper(watcher, target)
  process.set_options({trap_links = true})
  local events = process.events()
  local fine, err = process.link(target)
  process.send(watcher, "linked", fine, err and tostring(err))
  local event = events:receive()
  process.send(watcher, "trapped", event.kind, event.from, event.result.error and tostring(event.result.error), type(event.at))
  return "survived"
end

-- Starts a linked child and returns at once.
local function parent(watcher)
  local child = process.spawn_linked("app:idle", host)
  process.send(watcher, "child", child)
  return "done"
end

-- Is linked to `peer` and blocked in a call.
local function waits_in_exec(watcher, peer)
  process.link(peer)
  process.send(watcher, "waiting")
  return process.exec("app:idle", host)
end

-- Sends n messages and ends at once.
local function talker(watcher, n)
  for i = 1, n do
    process.send(watcher, "talk", i)
  end
  return n
end

-- Both linked and monitoring a child that fails; reports the order of what it hears.
local function linker(watcher)
  process.set_options({trap_links = true})
  local events = process.events()
  local child = process.spawn_linked_monitored("app:idle", host)
  process.registry.register("doomed", child)
  process.send(child, "raise")
  local seen = {}
  local names = {}
  for i = 1, 2 do
    local event = events:receive()
    seen[i] = event.kind
    names[i] = tostring(process.registry.lookup("doomed"))
  end
  process.send(watcher, "order", table.concat(seen, " "), table.concat(names, " "))
end

return {idle = idle, chain = chain, trapper = trapper, parent = parent, waits_in_exec = waits_in_exec, talker = talker,
  linker = linker}
