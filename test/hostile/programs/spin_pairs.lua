-- ends: terminated
-- One traversal after another.
local function main()
  local t, n = {1, 2, 3, x = 1, y = 2}, 0
  while true do
    for _, v in pairs(t) do
      n = n + v
    end
  end
end

return {main = main}
