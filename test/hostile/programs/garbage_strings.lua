-- ends: terminated
-- Nothing is kept: long texts. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    local _ = ("x"):rep(1000000) .. os.clock()
  end
end

return {main = main}
