-- ends: terminated
-- The dialect's checks of values, passed and failed.
local function main()
  while true do
    integer(1)
    pcall(integer, "x")
  end
end

return {main = main}
