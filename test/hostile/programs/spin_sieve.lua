-- ends: terminated
-- Compiled loops over an array.
local function main()
  while true do
    local flags = {}
    for i = 2, 10000 do
      flags[i] = true
    end
    for i = 2, 100 do
      if flags[i] then
        for j = i * i, 10000, i do
          flags[j] = false
        end
      end
    end
  end
end

return {main = main}
