-- ends: terminated
-- ends: error
-- Many processes for one name.
local function main()
  local name = "one for all " .. process.pid()
  while true do
    process.with_options({}):with_name(name):spawn_linked("app:waits", "app:hostile")
  end
end

return {main = main}
