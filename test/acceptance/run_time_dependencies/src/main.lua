local funcs = require("funcs")
local io = require("io")
local registry = require("registry")

local function look()
  local parts = {tostring(registry.current_version())}
  for _, module in ipairs({"acme/fixed", "acme/mail", "acme/log"}) do
    local found = registry.find({["meta.module"] = module})
    table.sort(found, function(a, b) return a.id < b.id end)
    local names = {}
    for i, each in ipairs(found) do
      names[i] = registry.parse_id(each.id).name
    end
    parts[#parts + 1] = module .. ": " .. (#names == 0 and "none" or table.concat(names, " "))
  end
  local log = registry.get("acme.log:log")
  parts[#parts + 1] = "log " .. tostring(log and log.meta.module_version)
  parts[#parts + 1] = "hub " .. table.concat(registry.get("app:hub").data.channels, " ")
  local sent, problem = funcs.call("acme.mail:send", "you")
  parts[#parts + 1] = tostring(sent or problem:kind())
  io.print("  " .. table.concat(parts, " | "))
end

local function apply(change)
  local changes = registry.snapshot():changes()
  change(changes)
  local version, problem = changes:apply()
  io.print(version and "applied " .. tostring(version) or "refused: " .. problem:kind() .. ": " .. tostring(problem))
end

local function dependency(module, version, parameters)
  return {id = "app:" .. module:gsub(".*/", "") .. "_dependency", kind = "ns.dependency",
          data = {component = module, version = version, parameters = parameters}}
end

local steps = {}

function steps.add(module, version, sender)
  apply(function(changes) changes:create(dependency(module, version, sender and {{name = "sender", value = sender}})) end)
end

function steps.change(module, version, sender)
  apply(function(changes) changes:update(dependency(module, version, sender and {{name = "sender", value = sender}})) end)
end

function steps.remove(module)
  apply(function(changes) changes:delete("app:" .. module:gsub(".*/", "") .. "_dependency") end)
end

function steps.go(number)
  local _, problem = registry.apply_version(tonumber(number))
  io.print(problem and "refused: " .. tostring(problem) or "moved to v" .. number)
end

-- A process of the app that uses the module, so that it cannot go.
function steps.lean()
  apply(function(changes)
    changes:create({id = "app:leans", kind = "function.lua",
                    data = {source = "return {main = function() end}", method = "main", imports = {log = "acme.log:log"}}})
  end)
end

function steps.look() end

return {main = function(step, ...)
  steps[step](...)
  look()
end}
