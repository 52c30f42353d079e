-- ends: terminated
-- Processes that end at once, without number.
local function main()
  while true do
    process.spawn("app:returns", "app:hostile", 1)
  end
end

return {main = main}
