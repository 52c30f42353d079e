return { main = function()
  process.registry.register("phoenix")
  local inbox = process.inbox()
  while true do process.send(inbox:receive():payload():data(), "pong") end
end }
