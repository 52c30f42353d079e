-- ends: terminated
-- A field found through ten tables.
local function main()
  local object = {value = 1}
  for _ = 1, 10 do
    object = setmetatable({}, {__index = object})
  end
  local n = 0
  while true do
    n = n + object.value
  end
end

return {main = main}
