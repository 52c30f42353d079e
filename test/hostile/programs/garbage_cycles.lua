-- ends: terminated
-- Nothing is kept: tables that refer to themselves. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    local t = {}
    t.own = {t}
  end
end

return {main = main}
