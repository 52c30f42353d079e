local fs = require("fs")
local check = require("check")

local files = {}

function files.run()
  local vol = fs.get("app:made")
  local file, err = vol:open("/file", "w")
  check.ok("opened", file ~= nil and err == nil)
  check.eq("as text", tostring(file), "fs.File{}")
  check.eq("written", file:write("line one\nline two\r\n\nlast"), true)
  check.err("nothing to write", select(2, file:write("")), "Invalid")
  check.eq("to the disk", file:sync(), true)
  check.eq("its size", file:stat().size, 24)
  check.err("not for reading", select(2, file:read(1)), "Internal", "not open for reading")
  check.eq("closed", file:close(), true)
  check.eq("closed twice", file:close(), true)
  check.eq("closed as text", tostring(file), "fs.File{closed}")
  check.err("read when closed", select(2, file:read(1)), "Internal", "file is closed")
  check.eq("write when closed", file:write("x"), false)
  check.err("sought when closed", select(2, file:seek("set", 0)), "Internal")

  file = vol:open("/file", "r")
  check.eq("some bytes", file:read(8), "line one")
  check.eq("the rest", file:read(), "\nline two\r\n\nlast")
  local data, eof = file:read()
  check.eq("the end", data, nil)
  check.err("the end: why", eof, "NotFound", "EOF")
  check.eq("from the start", file:seek(fs.seek.SET, 5), 5)
  check.eq("from there", file:read(3), "one")
  check.eq("on", file:seek(fs.seek.CUR, 1), 9)
  check.eq("from the end", file:seek(fs.seek.END, -4), 20)
  check.eq("the last bytes", file:read(100), "last")
  check.err("nowhere", select(2, file:seek("here", 0)), "Invalid")
  check.err("no bytes", select(2, file:read(0)), "Invalid")
  check.err("before the start", select(2, file:seek("set", -1)), "Internal")
  file:seek("set", 5)
  check.eq("copied", vol:writefile("/copy", file), true)
  check.eq("the copy", vol:readfile("/copy"), "one\nline two\r\n\nlast")
  file:close()

  check.err("a missing file", select(2, vol:open("/none", "r")), "NotFound")
  check.err("one that is there", select(2, vol:open("/file", "wx")), "NotFound", "/file: File exists")
  check.err("a folder", select(2, vol:open("/", "r")), "NotFound")
  check.err("no mode of ours", select(2, vol:open("/file", "r+")), "Invalid")
  local more = vol:open("/file", "a")
  more:write("!")
  more:close()
  check.eq("appended", vol:readfile("/file"), "line one\nline two\r\n\nlast!")
end

local function tokens(vol, split)
  local file = vol:open("/text", "r")
  local scanner = file:scanner(split)
  local list = {}
  while scanner:scan() do
    list[#list + 1] = scanner:text()
  end
  check.eq("no error: " .. (split or "lines"), scanner:err(), nil)
  file:close()
  return table.concat(list, "|")
end

function files.scanners()
  local vol = fs.get("app:made")
  vol:writefile("/text", "one two\r\n\nthrée\n")
  check.eq("lines", tokens(vol), "one two||thrée")
  check.eq("words", tokens(vol, "words"), "one|two|thrée")
  check.eq("bytes", #tokens(vol, "bytes"), 2 * 17 - 1)
  check.eq("runes", #tokens(vol, "runes"), 17 + 15)
  check.err("pages", select(2, vol:open("/text", "r"):scanner("pages")), "Invalid")
  local lines = {}
  for i = 1, 3000 do
    lines[i] = tostring(i)
  end
  vol:writefile("/text", table.concat(lines, "\n"))
  local scanner, sum = vol:open("/text", "r"):scanner(), 0
  while scanner:scan() do
    sum = sum + tonumber(scanner:text())
  end
  check.eq("many lines", sum, 4501500)
  vol:writefile("/text", "short\n" .. string.rep("x", 65537))
  scanner = vol:open("/text", "r"):scanner()
  check.ok("before a long one", scanner:scan() and scanner:text() == "short")
  check.eq("too long", scanner:scan(), false)
  check.err("too long: why", scanner:err(), "Internal", "token too long")
end

return files
