-- ends: terminated
-- process.pid and process.id.
local function main()
  while true do
    process.pid()
    process.id()
  end
end

return {main = main}
