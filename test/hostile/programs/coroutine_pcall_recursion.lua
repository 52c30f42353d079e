-- ends: ok
-- ends: memory
-- Protected calls in each other, until there is no room.
local function main()
  local function nested()
    return pcall(nested)
  end
  for _ = 1, 100 do
    nested()
  end
end

return {main = main}
