-- ends: terminated
-- A numeric loop that counts down for ever.
local function main()
  for _ = 0, -math.huge, -1 do
  end
end

return {main = main}
