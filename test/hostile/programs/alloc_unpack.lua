-- ends: error
-- ends: memory
-- Ten million results of one call.
local function main()
  return select("#", unpack({}, 1, 10000000))
end

return {main = main}
