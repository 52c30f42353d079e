-- ends: memory
-- A list that grows at its head.
local function main()
  local list
  while true do
    list = {next = list}
  end
end

return {main = main}
