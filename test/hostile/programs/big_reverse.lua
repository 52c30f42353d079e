-- ends: terminated
-- inside: c
-- Long calls of the string library, one after another.
local function main()
  local s = ("x"):rep(8000000)
  while true do
    s = s:reverse()
  end
end

return {main = main}
