-- ends: error overflow
-- ends: memory
-- ends: error error
-- The text of an error is asked for while the text of an error is asked for.
local function main()
  local t = {}
  setmetatable(t, {__tostring = function() return tostring(t) end})
  error(t)
end

return {main = main}
