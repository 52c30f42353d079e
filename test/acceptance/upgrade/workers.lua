local time = require("time")
local lives = 0

-- First life: takes a name, a ticker, a channel of a topic, options, a coroutine; then becomes `two`.
local function one(watcher, peer)
  lives = lives + 1
  process.registry.register("phoenix")
  process.set_options({trap_links = true, upgradable = true})
  process.link(peer)
  local ticker = time.ticker("5ms")
  process.listen("early")
  leftover = "a global of the first life"
  coroutine.spawn(function()
    while true do
      ticker:channel():receive()
      process.send(watcher, "tick")
    end
  end)
  process.send(watcher, "first", process.pid(), process.id())
  process.listen("go"):receive()
  process.upgrade("app:two", watcher, {nested = {1, 2}}, nil, "end")
  error("upgrade returned")
end

local function two(watcher, ...)
  lives = lives + 1
  local options = process.get_options()
  process.send(watcher, "second", process.pid(), process.id(), lives, leftover == nil, select("#", ...),
    (...).nested[2], (select(3, ...)), options.trap_links, options.upgradable)
  local inbox = process.inbox()
  local texts = {}
  while true do
    local msg = inbox:receive()
    if msg:topic() == "stop" then
      process.send(watcher, "unread", table.concat(texts, " "))
      break
    end
    texts[#texts + 1] = msg:topic() .. "=" .. tostring(msg:payload():data())
  end
  local msg = inbox:receive()
  if msg:topic() == "again" then
    process.upgrade(nil, watcher, {nested = {0, 0}}, 1, "same entry")
  elseif msg:topic() == "empty" then
    process.upgrade("", watcher, {nested = {0, 0}}, 1, "same entry")
  end
  return "second life over"
end

local function fails(to)
  process.inbox():receive()
  process.upgrade(to)
end

local function peer()
  process.inbox():receive()
  return "peer over"
end

local function in_function()
  local fine, _, err = pcall(process.upgrade, "app:two")
  return fine and err == nil and "not refused" or "refused"
end

return {one = one, two = two, fails = fails, peer = peer, in_function = in_function}
