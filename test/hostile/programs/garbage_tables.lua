-- ends: terminated
-- Nothing is kept: tables. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    local _ = {1, 2, 3, {4}}
  end
end

return {main = main}
