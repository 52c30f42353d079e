-- ends: ok
-- ends: error yield
-- A comparator that yields.
local function main()
  local sort = coroutine.wrap(function()
    table.sort({3, 2, 1}, coroutine.yield)
  end)
  sort()
end

return {main = main}
