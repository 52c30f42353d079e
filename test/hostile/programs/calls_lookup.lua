-- ends: terminated
-- Looking for a name that nobody has.
local function main()
  while true do
    process.registry.lookup("nobody")
  end
end

return {main = main}
