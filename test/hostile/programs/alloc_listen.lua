-- ends: memory
-- ends: error
-- A channel for each of countless topics.
local function main()
  local n = 0
  while true do
    n = n + 1
    process.listen("topic" .. n)
  end
end

return {main = main}
