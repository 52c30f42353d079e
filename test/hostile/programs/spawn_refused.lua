-- ends: terminated
-- Processes whose chunk never loads.
local function main()
  while true do
    assert(not process.spawn("app:dismal", "app:hostile"))
  end
end

return {main = main}
