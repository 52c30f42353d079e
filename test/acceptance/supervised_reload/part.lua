-- A part of the shop: answers whoever asks it, and says when it comes, of which version, and goes.
local function main(name, version)
  local questions, orders, events = process.listen("question"), process.listen("crash"), process.events()
  process.registry.register(name)
  print("up: " .. name .. (version or ""))
  while true do
    local got = channel.select({questions:case_receive(), orders:case_receive(), events:case_receive()})
    if got.channel == questions then
      process.send(got.value.from, "answer", got.value.n)
    elseif got.channel == orders then
      error("boom of " .. name)
    else
      print("down: " .. name)
      return
    end
  end
end

return {main = main}
