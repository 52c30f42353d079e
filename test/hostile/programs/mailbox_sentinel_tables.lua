-- ends: terminated
-- Messages of many small tables to the sentinel.
local function main(sentinel)
  local t = {}
  for i = 1, 1000 do
    t[i] = {i}
  end
  while true do
    process.send(sentinel, "flood", t)
  end
end

return {main = main}
