-- ends: terminated
-- A loop with its condition at the end.
local function main()
  local n = 0
  repeat
    n = n + 1
  until n < 0
end

return {main = main}
