-- ends: terminated
-- A loop over a variable of the outer function.
local function main()
  local n = 0
  local function count()
    n = n + 1
    return n > 0
  end
  while count() do
  end
end

return {main = main}
