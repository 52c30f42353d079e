-- ends: ok
-- ends: error
-- The finalizer of an object, called by hand and then by the collector.
local time = require("time")

local function main()
  for _ = 1, 1000 do
    local made = {channel.new(1), errors.new({message = "x", details = {1}}), time.timer("1h"), time.ticker("1h"),
      payload.new({1})}
    for _, object in ipairs(made) do
      local meta = getmetatable(object)
      if type(meta) == "table" and meta.__gc then
        pcall(meta.__gc, object)
        pcall(meta.__gc, object)
      end
      pcall(tostring, object)
      pcall(function() return object:message() end)
      pcall(function() return object:stop() end)
      pcall(function() return object:close() end)
      pcall(function() return object:data() end)
    end
  end
end

return {main = main}
