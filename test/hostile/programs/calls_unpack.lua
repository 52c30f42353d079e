-- ends: terminated
-- unpack.
local function main()
  local t = {1, 2, 3, 4, 5}
  while true do
    unpack(t)
  end
end

return {main = main}
