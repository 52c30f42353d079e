-- ends: terminated
-- ends: memory
-- Each task begins two.
local function main()
  local function fork()
    coroutine.spawn(fork)
    coroutine.spawn(fork)
    coroutine.yield()
  end
  fork()
  process.inbox():receive()
end

return {main = main}
