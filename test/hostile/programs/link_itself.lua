-- ends: ok
-- Links to and monitors of oneself.
local function main()
  for _ = 1, 1000 do
    pcall(process.link, process.pid())
    pcall(process.monitor, process.pid())
    pcall(process.unlink, process.pid())
    pcall(process.unmonitor, process.pid())
  end
  pcall(process.link, process.pid())
  pcall(process.monitor, process.pid())
end

return {main = main}
