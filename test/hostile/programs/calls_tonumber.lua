-- ends: terminated
-- tonumber with a base.
local function main()
  while true do
    tonumber("7f", 16)
  end
end

return {main = main}
