-- Changes an entry at run time when somebody makes a file `wanted`, which holds its new value, by way of an entry of its own.
local registry = require("registry")
local time = require("time")

local function main()
  local events = process.events()
  local seen = 0
  while true do
    local got = channel.select{events:case_receive(), time.after("20ms"):case_receive()}
    if got.channel == events then
      return
    end
    local wanted = registry.get("app:wanted")
    if wanted and wanted.data.step > seen then
      seen = wanted.data.step
      local entries = assert(registry.snapshot())
      local changes = entries:changes()
      for _, each in ipairs(wanted.data.entries or {}) do
        if each.gone then
          changes:delete(each.id)
        elseif registry.get(each.id) then
          changes:update({id = each.id, kind = "registry.entry", data = {value = each.value}})
        else
          changes:create({id = each.id, kind = "registry.entry", data = {value = each.value}})
        end
      end
      local version, err = changes:apply()
      print("step " .. seen .. ": " .. (err and tostring(err) or version:string()))
    end
  end
end

return {main = main}
