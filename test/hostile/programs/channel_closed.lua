-- ends: terminated
-- A closed channel always has something to say.
local function main()
  local ch = channel.new()
  ch:close()
  while true do
    ch:receive()
  end
end

return {main = main}
