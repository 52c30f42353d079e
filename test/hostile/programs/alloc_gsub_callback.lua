-- ends: memory
-- Memory is used up within a callback of gsub.
local function main()
  local t = {}
  return (("x"):rep(1000):gsub("x", function()
    while true do
      t[#t + 1] = {}
    end
  end))
end

return {main = main}
