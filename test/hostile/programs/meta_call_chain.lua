-- ends: ok
-- ends: error
-- Ten thousand tables that are called by way of the next one.
local function main()
  local f = function() return 1 end
  for _ = 1, 10000 do
    f = setmetatable({}, {__call = f})
  end
  return f()
end

return {main = main}
