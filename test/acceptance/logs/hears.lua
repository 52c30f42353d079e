local events = require("events")
local io = require("io")
local logger = require("logger")

-- What a record is on the event bus.
local function main()
  local told = events.subscribe("logs", "logs.entry"):channel()
  local shop = logger:named("shop")
  shop:debug("a debug event", {n = 7})
  shop:warn("another event", {list = {1, "two"}})
  shop:error("the last event", {whole = false})
  for _ = 1, 3 do
    local event = told:receive()
    while event.path ~= "shop" do
      event = told:receive()
    end
    local entry = event.data.entry
    io.print("done", event.system, event.kind, entry.logger_name, entry.level, entry.message, entry.time > 1.7e18, #entry.caller, #entry.stack)
    for _, field in ipairs(event.data.fields) do
      if field.key ~= "pid" then
        io.print("done field", field.key, field.type, field.string, field.int)
      end
    end
  end
end

return {main = main}
