-- ends: ok
-- A list of a million numbers to the sentinel.
local function main(sentinel)
  local t = {}
  for i = 1, 1000000 do
    t[i] = i
  end
  for _ = 1, 10 do
    process.send(sentinel, "list", t)
  end
end

return {main = main}
