-- ends: ok
-- A result of thirty million bytes, that nobody asked for.
local function main()
  return ("x"):rep(30000000)
end

return {main = main}
