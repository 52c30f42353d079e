-- ends: memory
-- string.format of long texts.
local function main()
  local s = ("x"):rep(10000000)
  return #string.format("%s%s%s%s%s%s%s%s%s%s", s, s, s, s, s, s, s, s, s, s)
end

return {main = main}
