-- ends: terminated
-- Each task begins the next one and ends.
local function main()
  local function link()
    coroutine.spawn(link)
  end
  link()
  process.inbox():receive()
end

return {main = main}
