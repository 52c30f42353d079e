-- ends: terminated
-- A numeric loop that stands still, or ends at once and is begun anew.
local function main()
  while true do
    for _ = 1, 2, 0 do
    end
  end
end

return {main = main}
