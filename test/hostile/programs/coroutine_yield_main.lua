-- ends: terminated
-- The main coroutine yields to nobody.
local function main()
  while true do
    coroutine.yield()
  end
end

return {main = main}
