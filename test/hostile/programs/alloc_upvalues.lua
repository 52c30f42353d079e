-- ends: memory
-- Functions with many variables of their own.
local function main()
  local t = {}
  while true do
    local a, b, c, d, e, f, g, h = {}, {}, {}, {}, {}, {}, {}, {}
    t[#t + 1] = function() return a, b, c, d, e, f, g, h end
  end
end

return {main = main}
