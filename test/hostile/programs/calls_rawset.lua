-- ends: terminated
-- rawset and rawget.
local function main()
  local t = {y = 1}
  while true do
    rawset(t, "x", rawget(t, "y"))
  end
end

return {main = main}
