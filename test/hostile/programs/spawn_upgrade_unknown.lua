-- ends: error upgrade
-- The process replaces itself by something that does not exist.
local function main()
  process.upgrade("app:nothing")
end

return {main = main}
