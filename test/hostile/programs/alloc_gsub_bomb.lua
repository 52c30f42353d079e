-- ends: memory
-- A long replacement at each of many places.
local function main()
  return #((("x"):rep(100000)):gsub("", ("y"):rep(100000)))
end

return {main = main}
