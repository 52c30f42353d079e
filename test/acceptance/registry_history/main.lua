local funcs = require("funcs")
local io = require("io")
local registry = require("registry")

local function state()
  local made = registry.get("run:made")
  io.print(tostring(registry.current_version()), "of", #registry.versions(), "note " .. registry.get("app:note").data.text,
           "made " .. (made and made.data.text or "nothing"), "greet " .. funcs.call("app:greet"))
end

local steps = {}

function steps.change(text)
  local changes = registry.snapshot():changes()
  local put = registry.get("run:made") and changes.update or changes.create
  put(changes, {id = "run:made", kind = "registry.entry", data = {text = text}})
  changes:update({id = "app:note", kind = "registry.entry", data = {text = text}})
  changes:update({id = "app:greet", kind = "function.lua", data = {source = "return {main = function() return '" .. text .. "' end}", method = "main"}})
  local version, problem = changes:apply()
  io.print("applied", version or problem)
end

function steps.go(number)
  local _, problem = registry.apply_version(tonumber(number))
  io.print("moved", problem or "to v" .. number)
end

return {main = function(step, ...)
  if steps[step] then
    steps[step](...)
  end
  state()
end}
