-- ends: terminated
-- Processes that flood each other.
local function main(sentinel)
  local children = {}
  for i = 1, 10 do
    children[i] = process.spawn_linked("app:floods", "app:hostile")
  end
  for i = 1, 10 do
    process.send(children[i], "target", children[i % 10 + 1])
  end
  process.inbox():receive()
end

return {main = main}
