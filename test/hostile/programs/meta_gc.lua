-- ends: ok
-- Tables have no finalizers: nothing of this runs.
local function main()
  for _ = 1, 100000 do
    setmetatable({}, {__gc = function() error("a finalizer ran") end})
  end
end

return {main = main}
