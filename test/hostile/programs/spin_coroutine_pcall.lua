-- ends: terminated
-- Protected calls inside and outside of a coroutine.
local function forever()
  while true do
  end
end

local function main()
  while true do
    pcall(coroutine.wrap(function()
      while true do
        pcall(forever)
      end
    end))
  end
end

return {main = main}
