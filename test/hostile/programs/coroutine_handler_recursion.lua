-- ends: ok
-- ends: memory
-- Handlers of errors in each other, until there is no room.
local function main()
  local function nested()
    return xpcall(error, nested)
  end
  for _ = 1, 10 do
    nested()
  end
end

return {main = main}
