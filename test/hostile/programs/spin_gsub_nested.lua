-- ends: terminated
-- gsub within gsub within gsub.
local function forever()
  while true do
  end
end

local function main()
  local function nested(depth)
    if depth == 0 then
      return forever()
    end
    return (("x"):gsub("x", function()
      return nested(depth - 1)
    end))
  end
  nested(20)
end

return {main = main}
