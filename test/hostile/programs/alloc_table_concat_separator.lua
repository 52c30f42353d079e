-- ends: memory
-- The separator is the long part.
local function main()
  local t = {}
  for i = 1, 1000 do
    t[i] = "x"
  end
  return #table.concat(t, ("x"):rep(1000000))
end

return {main = main}
