-- ends: terminated
-- Processes that spin, ended at once, again and again.
local function main()
  while true do
    local pid = process.spawn("app:spins", "app:hostile")
    if pid then
      process.terminate(pid)
    end
  end
end

return {main = main}
