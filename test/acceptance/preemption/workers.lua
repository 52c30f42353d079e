local function echo()
  local inbox = process.inbox()
  while true do
    local msg = inbox:receive()
    process.send(msg:from(), "echo", msg:payload():data())
  end
end

local function forever()
  while true do
  end
end

local ways = {
  loop = forever,
  in_pcall = function()
    while true do
      pcall(forever)
    end
  end,
  in_xpcall_handler = function()
    xpcall(error, forever)
  end,
  in_iterator = function()
    for _ in function() return 1 end do
    end
  end,
  in_metamethod = function()
    return setmetatable({}, {__index = forever}).x
  end,
  in_sort = function()
    table.sort({3, 2, 1}, forever)
  end,
  in_gsub = function()
    return (("x"):gsub("x", forever))
  end,
  in_pattern = function()
    return ("a"):rep(40):find(("a?"):rep(40) .. ("a"):rep(40) .. "b")
  end,
  in_pattern_loop = function()
    local text = ("a"):rep(30000)
    while true do
      text:find(".-.-.-b")
    end
  end,
  in_coroutines = function()
    for _ = 1, 3 do
      coroutine.spawn(forever)
    end
  end,
  in_wrap = function()
    coroutine.wrap(forever)()
  end,
  growing = function()
    local s = ""
    while true do
      s = ("x"):rep(1000)
    end
  end,
}

local function spins(watcher, way)
  process.send(watcher, "spins")
  ways[way]()
end

return {echo = echo, spins = spins}
