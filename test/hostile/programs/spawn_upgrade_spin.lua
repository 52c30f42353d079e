-- ends: error upgrade
-- ends: terminated
-- The process replaces itself by one whose chunk does not come back.
local function main()
  process.upgrade("app:load_spin")
end

return {main = main}
