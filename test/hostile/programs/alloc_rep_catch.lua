-- ends: ok
-- ends: memory
-- ends: terminated
-- Asks too much a million times, and catches the refusal.
local function main()
  local refused = 0
  for _ = 1, 1000000 do
    if not pcall(string.rep, "x", 1000000000) then
      refused = refused + 1
    end
  end
  return refused
end

return {main = main}
