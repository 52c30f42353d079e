-- ends: terminated
-- Random numbers.
local function main()
  while true do
    math.random(1, 100)
  end
end

return {main = main}
