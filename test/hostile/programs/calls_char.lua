-- ends: terminated
-- string.char.
local function main()
  while true do
    string.char(65, 66, 67)
  end
end

return {main = main}
