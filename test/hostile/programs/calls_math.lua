-- ends: terminated
-- Functions of math.
local function main()
  local x = 1
  while true do
    x = math.sin(x) + math.floor(x) + math.fmod(x, 3)
  end
end

return {main = main}
