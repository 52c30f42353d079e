-- ends: memory
-- Channels, all kept.
local function main()
  local t = {}
  while true do
    t[#t + 1] = channel.new(1)
  end
end

return {main = main}
