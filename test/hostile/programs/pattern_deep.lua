-- ends: ok
-- ends: error
-- inside: c
-- A pattern that needs a frame of the C stack for each of a million items.
local function main()
  return pcall(string.find, ("a"):rep(1000000), ("a?"):rep(1000000))
end

return {main = main}
