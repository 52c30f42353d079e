-- ends: ok
-- ends: memory
-- Channels with room for less than nothing, or more than all.
local function main()
  for _, size in ipairs({-1, -1e300, 0 / 0, math.huge, 1e300, 2 ^ 31, 2 ^ 32, 2 ^ 63, 0.5, "3", {}, true}) do
    local fine, ch = pcall(channel.new, size)
    if fine and size == 2 ^ 31 then
      ch:send(1)
      assert(ch:receive() == 1)
    end
  end
end

return {main = main}
