-- ends: terminated
-- Dates as text.
local function main()
  while true do
    os.date("!%Y-%m-%d %H:%M:%S", 0)
  end
end

return {main = main}
