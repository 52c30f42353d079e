-- ends: memory
-- ends: error
-- A channel with room for more than there is.
local function main()
  local ch = channel.new(1000000000)
  while true do
    ch:send(("x"):rep(1000) .. os.clock())
  end
end

return {main = main}
