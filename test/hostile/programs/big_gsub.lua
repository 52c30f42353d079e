-- ends: terminated
-- inside: c
-- Replacement of each letter of a long text.
local function main()
  local s = ("x"):rep(4000000)
  while true do
    s = s:gsub("x", "x")
  end
end

return {main = main}
