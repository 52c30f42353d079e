-- ends: refused stack overflow
-- A chunk that calls itself too deeply.
local function down(n)
  return 1 + down(n + 1)
end

return {main = down(1)}
