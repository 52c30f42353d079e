-- ends: terminated
-- A name that comes and goes.
local function main()
  local name = "churn " .. process.pid()
  while true do
    assert(process.registry.register(name))
    assert(process.registry.unregister(name))
  end
end

return {main = main}
