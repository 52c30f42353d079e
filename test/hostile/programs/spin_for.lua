-- ends: terminated
-- A numeric loop without an end.
local function main()
  for _ = 1, math.huge do
  end
end

return {main = main}
