-- ends: ok
-- ends: error
-- The metatables of the host's objects: nothing to write, nothing to call.
local time = require("time")

local function main()
  local objects = {channel.new(), channel.new():case_receive(), errors.new("x"), time.now(), time.parse_duration("1s"),
    time.timer("1h"), time.ticker("1h"), time.fixed_zone("x", 0), payload.new(1), process.with_context({})}
  for _ = 1, 3 do
    for _, object in ipairs(objects) do
      local meta = getmetatable(object)
      if type(meta) == "table" then
        for _, name in ipairs({"__gc", "__index", "__tostring", "__call", "__concat", "__len", "__eq", "__metatable",
          "__name"}) do
          local method = rawget(meta, name)
          if type(method) == "function" then
            pcall(method, object)
            pcall(method, objects[1])
            pcall(method, {})
            pcall(method)
          end
          pcall(function() meta[name] = error end)
          pcall(rawset, meta, name, error)
        end
      end
      pcall(setmetatable, object, nil)
      pcall(tostring, object)
    end
  end
end

return {main = main}
