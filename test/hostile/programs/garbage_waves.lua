-- ends: terminated
-- Grows to most of the limit, lets go of it, and grows again.
local function main()
  while true do
    local t = {}
    for i = 1, 300000 do
      t[i] = {i}
    end
  end
end

return {main = main}
