-- ends: ok
-- A second monitor is refused, however often it is asked for.
local function main(sentinel)
  assert(process.monitor(sentinel))
  for _ = 1, 100000 do
    assert(not process.monitor(sentinel))
  end
  process.unmonitor(sentinel)
end

return {main = main}
