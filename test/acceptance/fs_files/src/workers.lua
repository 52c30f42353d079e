local fs = require("fs")

local workers = {}
local kept

-- What the call before left open is closed by now.
function workers.left_open()
  local before = kept
  kept = fs.get("app:made"):open("/file", "r")
  if before == nil then
    return "nothing"
  end
  local _, err = before:read(1)
  return err:message()
end

function workers.get(id)
  local vol, err = fs.get(id)
  if vol == nil then
    return err:kind() .. " " .. err:message()
  end
  return "granted"
end

-- Beside whoever waits for files on the same worker.
function workers.spinner(parent)
  local time = require("time")
  local vol = fs.get("app:made")
  for i = 1, 50 do
    vol:writefile("/spun", string.rep(tostring(i), 100))
  end
  process.send(parent, "spun", #vol:readfile("/spun"))
end

return workers
