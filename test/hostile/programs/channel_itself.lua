-- ends: ok
-- Channels sent through themselves.
local function main()
  local ch = channel.new(1)
  for _ = 1, 100000 do
    ch:send(ch)
    assert(ch:receive() == ch)
  end
  ch:send({ch, ch:case_receive()})
end

return {main = main}
