-- ends: memory
-- Long texts, all kept.
local function main()
  local t = {}
  while true do
    t[#t + 1] = ("x"):rep(10000) .. #t
  end
end

return {main = main}
