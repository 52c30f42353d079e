-- ends: ok
-- A select of things that are no cases.
local function main()
  local ch = channel.new(1)
  ch:send(1)
  pcall(channel.select, {1, "x", {}, print, ch, coroutine.create(print), ch:case_receive()})
  pcall(channel.select)
  pcall(channel.select, 1)
  pcall(channel.select, setmetatable({}, {__index = function() return ch:case_receive() end,
    __len = function() return 2 ^ 30 end}),
    true)
  pcall(channel.select, {[2 ^ 53] = ch:case_receive(), default = true})
  local case = ch:case_send(2)
  for _ = 1, 1000 do
    channel.select({case, default = true})
  end
end

return {main = main}
