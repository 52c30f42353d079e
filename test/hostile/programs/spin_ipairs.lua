-- ends: terminated
-- The same with ipairs.
local function main()
  local t, n = {1, 2, 3, 4, 5}, 0
  while true do
    for _, v in ipairs(t) do
      n = n + v
    end
  end
end

return {main = main}
