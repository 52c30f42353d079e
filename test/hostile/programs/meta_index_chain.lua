-- ends: ok
-- ends: error loop
-- Ten thousand tables in a row.
local function main()
  local t = {}
  for _ = 1, 10000 do
    t = setmetatable({}, {__index = t})
  end
  return t.x
end

return {main = main}
