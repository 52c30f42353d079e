-- ends: terminated
-- Nothing is kept: functions. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    local n = 1
    local _ = function() return n end
  end
end

return {main = main}
