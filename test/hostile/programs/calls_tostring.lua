-- ends: terminated
-- tostring of another number each time.
local function main()
  local n = 0
  while true do
    n = n + 1
    tostring(n)
  end
end

return {main = main}
