-- ends: terminated
-- inside: c
-- The same by way of upper and lower.
local function main()
  local s = ("x"):rep(8000000)
  while true do
    s = s:upper()
    s = s:lower()
  end
end

return {main = main}
