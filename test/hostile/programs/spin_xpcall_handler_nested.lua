-- ends: terminated
-- A handler that calls with a handler of its own.
local function handler()
  xpcall(error, function()
    return pcall(error, "deeper")
  end)
end

local function main()
  while true do
    xpcall(error, handler)
  end
end

return {main = main}
