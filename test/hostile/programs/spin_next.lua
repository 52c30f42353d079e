-- ends: terminated
-- next, called by hand, round and round.
local function main()
  local t, key = {1, 2, 3, x = 1, y = 2}, nil
  while true do
    key = next(t, key)
  end
end

return {main = main}
