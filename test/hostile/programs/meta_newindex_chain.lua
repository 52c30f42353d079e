-- ends: ok
-- ends: error loop
-- Ten thousand tables in a row, to be written through.
local function main()
  local t = {}
  for _ = 1, 10000 do
    t = setmetatable({}, {__newindex = t})
  end
  t.x = 1
end

return {main = main}
