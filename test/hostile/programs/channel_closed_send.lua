-- ends: terminated
-- Values for a closed channel, refused and caught.
local function main()
  local ch = channel.new()
  ch:close()
  while true do
    pcall(ch.send, ch, 1)
    ch:close()
  end
end

return {main = main}
