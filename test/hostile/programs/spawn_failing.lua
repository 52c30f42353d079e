-- ends: terminated
-- Processes that fail at once.
local function main()
  while true do
    process.spawn("app:fails", "app:hostile")
  end
end

return {main = main}
