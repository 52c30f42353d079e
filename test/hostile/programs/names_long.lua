-- ends: terminated
-- ends: memory
-- ends: error
-- Names of a million letters.
local function main()
  local n, letters = 0, ("n"):rep(1000000)
  while true do
    n = n % 20 + 1
    process.registry.register(letters .. n)
    process.registry.lookup(letters .. n)
    process.registry.unregister(letters .. n)
  end
end

return {main = main}
