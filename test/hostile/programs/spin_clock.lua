-- ends: terminated
-- Waits for a time by looking at the clock.
local function main()
  local limit = os.clock() + 3600
  while os.clock() < limit do
  end
end

return {main = main}
