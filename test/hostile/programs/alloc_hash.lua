-- ends: memory
-- Keys that are not a sequence: the hash doubles.
local function main()
  local t, n = {}, 0
  while true do
    n = n + 1
    t[n * 1.5] = n
  end
end

return {main = main}
