-- ends: terminated
-- Nothing is kept: channels. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    channel.new(10):send({})
  end
end

return {main = main}
