-- ends: terminated
-- Nothing is kept: error objects. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    errors.new({message = "x", details = {1}})
  end
end

return {main = main}
