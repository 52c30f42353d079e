local fs = require("fs")
local check = require("check")

local volumes = {}

function volumes.run()
  local vol, err = fs.get("app:data")
  check.ok("a file system", vol ~= nil and err == nil)
  check.eq("as text", tostring(vol), "fs.FS{cwd=.}")
  local _, unknown = fs.get("app:none")
  check.err("an unknown one", unknown, "NotFound", "filesystem not found: app:none")
  check.err("without a name", select(2, fs.get("")), "Invalid")
  check.err("another kind of entry", select(2, fs.get("app:main")), "NotFound")

  local ok, none = vol:mkdir("/things")
  check.ok("a folder", ok == true and none == nil)
  local again, why = vol:mkdir("/things")
  check.eq("is made once", again, false)
  check.err("is made once: why", why, "AlreadyExists", "/things")
  check.err("one level at a time", select(2, vol:mkdir("/no/such")), "NotFound", "/no/such")
  check.ok("is there", vol:exists("/things"))
  check.eq("is a folder", vol:isdir("/things"), true)
  check.eq("a file is none", vol:isdir("/inside"), false)
  local isdir, missing = vol:isdir("/nothing")
  check.eq("nothing is none", isdir, false)
  check.err("nothing is none: why", missing, "NotFound")
  local exists, no_error = vol:exists("/nothing")
  check.ok("what is not there is no error", exists == false and no_error == nil)

  check.eq("written", vol:writefile("/things/a", "one"), true)
  check.eq("read", vol:readfile("/things/a"), "one")
  check.eq("appended", vol:write_file("/things/a", " two", "a"), true)
  check.eq("read whole", vol:read_file("/things/a"), "one two")
  check.eq("written anew", vol:writefile("/things/a", "three", "w"), true)
  check.eq("read anew", vol:readfile("/things/a"), "three")
  local exclusive, taken = vol:writefile("/things/a", "x", "wx")
  check.eq("exclusively", exclusive, false)
  check.err("exclusively: why", taken, "AlreadyExists", "/things/a")
  check.err("a bad mode", select(2, vol:writefile("/things/a", "x", "r")), "Invalid")
  check.err("no data", select(2, vol:writefile("/things/a")), "Invalid")
  check.err("what is not there", select(2, vol:readfile("/things/none")), "NotFound", "/things/none: No such file or directory")
  check.err("a folder has no text", select(2, vol:readfile("/things")), "Invalid", "/things: Is a directory")
  local bytes = ""
  for i = 0, 255 do
    bytes = bytes .. string.char(i)
  end
  vol:writefile("/things/binary", bytes)
  check.ok("all bytes", vol:readfile("/things/binary") == bytes)

  local info = vol:stat("/things/a")
  check.eq("stat", info.name .. " " .. info.size .. " " .. info.type .. " " .. tostring(info.is_dir), "a 5 file false")
  check.ok("its mode and age", info.mode % 512 >= 256 and info.modified > 1600000000)
  local folder = vol:stat("/things")
  check.ok("stat of a folder", folder.is_dir and folder.type == fs.type.DIR and folder.name == "things")

  local names = {}
  for each in vol:readdir("/things") do
    names[#names + 1] = each.name .. ":" .. each.type
  end
  table.sort(names)
  check.list("listed", names, "a:file binary:file")
  local iter, not_folder = vol:readdir("/things/a")
  check.eq("a file has no list", iter, nil)
  check.err("a file has no list: why", not_folder, "Invalid")
  check.err("nor has nothing", select(2, vol:readdir("/nothing")), "NotFound")

  check.eq("at the root", vol:pwd(), "/")
  check.eq("entered", vol:chdir("things"), true)
  check.eq("inside", vol:pwd(), "/things")
  check.eq("as text inside", tostring(vol), "fs.FS{cwd=things}")
  check.eq("relative", vol:readfile("a"), "three")
  check.eq("absolute", vol:readfile("/inside"), "inside\n")
  check.eq("up", vol:readfile("../inside"), "inside\n")
  check.eq("another object stands elsewhere", fs.get("app:data"):pwd(), "/")
  check.err("a file is not entered", select(2, vol:chdir("a")), "Invalid")
  check.err("nor is nothing", select(2, vol:chdir("none")), "NotFound")
  check.eq("out", vol:chdir(".."), true)

  local removed, full = vol:remove("/things")
  check.eq("a full folder stays", removed, false)
  check.err("a full folder stays: why", full, "Invalid", "/things: Directory not empty")
  check.ok("emptied", vol:remove("/things/a") and vol:remove("/things/binary") and vol:remove("/things"))
  local gone, nothing = vol:remove("/things")
  check.eq("what is gone", gone, false)
  check.err("what is gone: why", nothing, "Internal", "/things")
  check.err("the root stays", select(2, vol:remove("/")), "Invalid")
end

function volumes.stays_inside()
  local vol = fs.get("app:data")
  for _, path in ipairs({"..", "/../outside/secret", "links/../../outside/secret", "a/../../x"}) do
    check.err("beyond the root: " .. path, select(2, vol:readfile(path)), "Invalid", "path leaves the filesystem")
  end
  check.err("no path", select(2, vol:readfile("")), "Invalid", "path is required")
  check.err("a null byte", select(2, vol:readfile("inside\0x")), "Invalid", "null byte")
  check.raises("no string", function() vol:readfile({}) end, "string expected")
  for _, path in ipairs({"links/up", "links/folder/secret", "links/absolute/hostname"}) do
    check.err("by a link: " .. path, select(2, vol:readfile(path)), "PermissionDenied", "a link leads out of the file system")
    check.eq("not there: " .. path, vol:exists(path), false)
    check.eq("not written: " .. path, vol:writefile(path, "x"), false)
  end
  check.err("no list behind a link", select(2, vol:readdir("links/folder")), "PermissionDenied")
  check.eq("nothing made behind a link", vol:mkdir("links/folder/made"), false)
  check.eq("nothing removed behind a link", vol:remove("links/folder/secret"), false)
  check.eq("a link within is followed", vol:readfile("links/near"), "inside\n")
  check.err("a pipe is no file", select(2, vol:readfile("pipe")), "Invalid", "not a regular file")
end

function volumes.kinds()
  local made = fs.get("app:made")
  check.eq("a folder that was made", made:writefile("kept", "x"), true)
  check.eq("its mode is a mask", made:stat("kept").mode, 384)
  local fixed = fs.get("app:fixed")
  check.eq("a mode without writing", fixed:readfile("inside"), "inside\n")
  check.err("refuses it", select(2, fixed:writefile("inside", "x")), "PermissionDenied", "mode forbids")
  check.err("all of it", select(2, fixed:mkdir("x")), "PermissionDenied")
  check.eq("a place by a variable", fs.get("app:placed"):readfile("inside"), "inside\n")
  check.eq("of a module: in its folder", fs.get("acme:stock"):readfile("item"), "from the module\n")
  check.eq("of a module: in the project", fs.get("acme:project"):readfile("inside"), "inside\n")
end

return volumes
