-- ends: terminated
-- Short loops within loops: each ends soon, all of them never.
local function main()
  local n = 0
  while true do
    for i = 1, 10 do
      for j = 1, 10 do
        n = n + i * j
      end
    end
  end
end

return {main = main}
