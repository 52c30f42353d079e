-- ends: terminated
-- Twenty processes that flood the sentinel.
local function main(sentinel)
  for _ = 1, 20 do
    process.send(process.spawn_linked("app:floods", "app:hostile"), "target", sentinel)
  end
  process.inbox():receive()
end

return {main = main}
