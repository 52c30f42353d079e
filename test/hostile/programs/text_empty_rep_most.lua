-- ends: ok
-- ends: error
-- ends: terminated
-- Nothing, as often as there are numbers.
local function main()
  return #(""):rep(2 ^ 53)
end

return {main = main}
