local function echo(watcher)
  local inbox = process.inbox()
  process.send(watcher, "ready")
  while true do
    local msg = inbox:receive()
    local one = msg:payload()
    process.send(watcher, "echo", one and one:data())
  end
end

local function identity(v)
  return v
end

local function returns_strange()
  return {f = print, c = channel.new(), co = coroutine.create(print), kept = "kept", deep = {{f = print, n = 1}}}
end

return {echo = echo, identity = identity, returns_strange = returns_strange}
