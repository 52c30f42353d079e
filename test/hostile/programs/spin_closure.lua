-- ends: terminated
-- A new function for each step.
local function main()
  local n = 0
  while true do
    (function() n = n + 1 end)()
  end
end

return {main = main}
