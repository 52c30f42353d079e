-- ends: terminated
-- A monitor of the sentinel that comes and goes.
local function main(sentinel)
  while true do
    assert(process.monitor(sentinel))
    assert(process.unmonitor(sentinel))
  end
end

return {main = main}
