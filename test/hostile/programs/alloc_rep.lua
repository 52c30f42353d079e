-- ends: memory
-- A thousand million letters at once.
local function main()
  return #("x"):rep(1000000000)
end

return {main = main}
