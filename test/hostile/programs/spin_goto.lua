-- ends: terminated
-- A loop made of a label and a jump.
local function main()
  ::again::
  goto again
end

return {main = main}
