local check = require("check")
local loader = require("loader")
local registry = require("registry")

local function main()
  local from, err = loader.new("app:files")
  check.ok("a loader", from ~= nil and err == nil)
  check.err("of no file system", select(2, loader.new("app:none")), "NotFound", "filesystem not found: app:none")
  check.err("of nothing", select(2, loader.new("")), "Invalid")

  local entries, problem = from:load_directory("/defs")
  check.eq("a folder: no error", problem, nil)
  local ids = {}
  for i, each in ipairs(entries) do
    ids[i] = each.id .. "=" .. each.kind
  end
  check.list("in order, without what is skipped, wrong, or lies outside", ids,
    "shop:prices=function.lua shop:note=registry.entry shop.single:one=registry.entry")
  check.eq("meta", entries[1].meta.team .. ", " .. entries[1].meta.comment, "sales, of all wares")
  check.eq("a source", entries[1].data.source, "return function() return 1 end\n")
  check.eq("a list", entries[1].data.modules[1], "json")
  check.eq("from the root", entries[2].data.text, "from the root")
  check.eq("a dotted key, an octal number", entries[2].data["addr.port"], 384)
  check.eq("a single entry's data", entries[3].data.value, 1)
  check.ok("nothing is registered", registry.get("shop:prices") == nil)

  entries = from:load_file("defs/b.yaml")
  check.eq("a file", #entries, 2)
  check.eq("of something else", #from:load_file("/defs/other.yml"), 0)
  check.err("a wrong one", select(2, from:load_file("/defs/wrong.yaml")), "Invalid",
    "/defs/wrong.yaml:4:5: entry[1].name: name is required and must be a non-empty string")
  check.err("one that names what lies outside", select(2, from:load_file("/escape.yaml")), "Invalid", "leaves the file system")
  check.err("one behind a link", select(2, from:load_file("/defs/leak.yaml")), "PermissionDenied", "a link leads out")
  check.err("no definitions by its name", select(2, from:load_file("/top.txt")), "Invalid", "no definition file")
  check.err("a missing file", select(2, from:load_file("/none.yaml")), "NotFound", "/none.yaml")
  check.err("a missing folder", select(2, from:load_directory("/none")), "NotFound", "/none")
  check.err("a file is no folder", select(2, from:load_directory("/top.txt")), "Invalid")
  check.err("beyond the root", select(2, from:load_directory("..")), "Invalid", "path leaves the filesystem")
  return check.done()
end

return { main = main }
