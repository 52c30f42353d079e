-- ends: ok full
-- Processes that wait, as many as the host takes: host.max_processes.
local function main()
  local children = {}
  for i = 1, 10000 do
    local pid, err = process.spawn_linked("app:waits", "app:hostile")
    if not pid then
      assert(tostring(err):find("host is full"), err)
      for _, child in ipairs(children) do
        process.unlink(child)
        process.terminate(child)
      end
      return "full"
    end
    children[i] = pid
  end
  error("a host without a limit")
end

return {main = main}
