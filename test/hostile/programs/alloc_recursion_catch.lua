-- ends: ok
-- ends: memory
-- Recursion without an end, caught a thousand times.
local function main()
  local function down(n)
    return 1 + down(n + 1)
  end
  for _ = 1, 1000 do
    local fine, err = pcall(down, 1)
    assert(not fine and tostring(err):find("stack overflow"), err)
  end
end

return {main = main}
