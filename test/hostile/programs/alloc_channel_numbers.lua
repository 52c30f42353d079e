-- ends: memory
-- ends: error
-- A channel full of numbers.
local function main()
  local ch = channel.new(1000000000)
  while true do
    ch:send(1)
  end
end

return {main = main}
