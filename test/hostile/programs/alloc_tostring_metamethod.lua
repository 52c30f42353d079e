-- ends: memory
-- Memory is used up within a metamethod that a library function calls.
local function main()
  local t = {}
  return tostring(setmetatable({}, {__tostring = function()
    while true do
      t[#t + 1] = {}
    end
  end}))
end

return {main = main}
