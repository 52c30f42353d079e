-- ends: ok
-- ends: error
-- ends: terminated
-- Methods of one kind of object, called on another.
local time = require("time")

local function main()
  local objects = {channel.new(), channel.new():case_receive(), errors.new("x"), time.now(), time.parse_duration("1s"),
    time.timer("1h"), time.ticker("1h"), time.fixed_zone("x", 0), payload.new(1), process.with_context({}), {}, 1, "x", false,
      print, coroutine.create(print)}
  local names = {"send", "receive", "close", "case_receive", "case_send", "kind", "message", "details", "retryable", "stack",
    "add",
    "sub", "format", "unix", "milliseconds", "stop", "reset", "channel", "response", "data", "transcode", "get_format",
      "with_context", "with_name", "spawn"}
  for _, object in ipairs(objects) do
    for _, name in ipairs(names) do
      local fine, method = pcall(function() return object[name] end)
      if fine and type(method) == "function" then
        for _, other in ipairs(objects) do
          if other ~= object and not (name == "receive" or name == "send") then
            pcall(method, other, other)
          elseif other ~= object and type(other) ~= "userdata" then
            pcall(method, other, other)
          end
        end
        pcall(method)
        pcall(method, nil)
      end
    end
  end
end

return {main = main}
