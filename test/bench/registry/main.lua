-- What reading the registry costs over 100,000 entries, and changing one of them: one JSON line a figure.
local io = require("io")
local registry = require("registry")
local time = require("time")

local entries, a_set = 100000, 10000

local function figure(name, unit, count, work)
  local scale = unit == "us" and 1e3 or 1e6
  local taken = {}
  for round = 1, 5 do
    local start = time.now():unix_nano()
    work()
    taken[round] = (time.now():unix_nano() - start) / scale / count
  end
  table.sort(taken)
  io.print(string.format('{"peer":"troupe","bench":"%s","value":%.2f,"unit":"%s","note":"%d entries"}', name, taken[3], unit, entries))
end

local function main()
  for first = 1, entries, a_set do
    local changes = registry.snapshot():changes()
    for i = first, first + a_set - 1 do
      changes:create({id = "data:e" .. i, kind = "registry.entry", meta = {type = "sample", number = i % 100}, data = {n = i}})
    end
    assert(changes:apply())
  end
  local ids = {}
  for i = 1, 10000 do
    ids[i] = "data:e" .. (i * 7919 % entries + 1)
  end
  figure("registry_get", "us", 10000, function()
    for i = 1, 10000 do
      registry.get(ids[i])
    end
  end)
  figure("registry_get_same", "us", 10000, function()
    for _ = 1, 10000 do
      registry.get("data:e500")
    end
  end)
  figure("registry_find_kind", "ms", 100, function()
    for _ = 1, 100 do
      assert(#registry.find({[".kind"] = "terminal.host"}) == 1)
    end
  end)
  figure("registry_find_meta", "ms", 5, function()
    for _ = 1, 5 do
      assert(#registry.find({["meta.number"] = 7}) == entries / 100)
    end
  end)
  figure("registry_apply", "ms", 100, function()
    for i = 1, 100 do
      local changes = registry.snapshot():changes()
      changes:update({id = "data:e" .. i, kind = "registry.entry", data = {n = -i}})
      assert(changes:apply())
    end
  end)
  return 0
end

return {main = main}
