-- ends: terminated
-- ends: memory
-- ends: error
-- Names without number.
local function main()
  local n = 0
  while true do
    n = n + 1
    process.registry.register("flood " .. process.pid() .. n)
  end
end

return {main = main}
