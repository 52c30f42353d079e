-- ends: error stack overflow
-- ends: memory
-- Recursion without an end.
local function main()
  local function down(n)
    return 1 + down(n + 1)
  end
  return down(1)
end

return {main = main}
