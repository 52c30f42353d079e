-- ends: terminated
-- select from the end.
local function main()
  while true do
    select(-1, 1, 2, 3)
  end
end

return {main = main}
