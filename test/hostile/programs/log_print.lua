-- ends: terminated
-- Lines without number.
local function main()
  while true do
    print("again", 1, true)
  end
end

return {main = main}
