-- ends: memory
-- Memory is used up within a metamethod.
local function main()
  local t = {}
  return setmetatable({}, {__concat = function()
    while true do
      t[#t + 1] = {}
    end
  end}) .. "x"
end

return {main = main}
