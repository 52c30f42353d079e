-- ends: memory
-- Memory is used up within a comparator.
local function main()
  local t = {}
  table.sort({3, 2, 1}, function()
    while true do
      t[#t + 1] = {}
    end
  end)
end

return {main = main}
