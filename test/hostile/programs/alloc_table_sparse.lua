-- ends: ok
-- An array part cannot be made by one far index.
local function main()
  local t = {}
  for i = 1, 50 do
    t[2 ^ i] = i
  end
  for i = 1, 20 do
    t[2 ^ 26 - i] = i
  end
  return #t
end

return {main = main}
