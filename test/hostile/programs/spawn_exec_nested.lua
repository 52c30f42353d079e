-- ends: ok full
-- Each process calls the next one and waits for its result, until the host is full.
local function main()
  local value, err = process.exec(process.id(), "app:hostile")
  assert(value == "full" or tostring(err):find("full"), err)
  return "full"
end

return {main = main}
