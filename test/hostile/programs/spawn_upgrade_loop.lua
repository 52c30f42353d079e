-- ends: terminated
-- The process replaces itself for ever.
local function main()
  process.upgrade()
end

return {main = main}
