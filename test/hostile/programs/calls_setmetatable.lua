-- ends: terminated
-- Metatables set and taken away.
local function main()
  local t, meta = {}, {}
  while true do
    setmetatable(t, meta)
    setmetatable(t, nil)
  end
end

return {main = main}
