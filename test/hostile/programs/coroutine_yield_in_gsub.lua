-- ends: ok
-- ends: error yield
-- A callback of gsub that yields.
local function main()
  local replace = coroutine.wrap(function()
    return (("abc"):gsub(".", coroutine.yield))
  end)
  replace()
end

return {main = main}
