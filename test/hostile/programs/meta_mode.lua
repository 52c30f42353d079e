-- ends: ok
-- Weak tables are not there, and asking for them is harmless.
local function main()
  local t = setmetatable({}, {__mode = "k"})
  for i = 1, 1000 do
    t[{}] = i
  end
  return "none"
end

return {main = main}
