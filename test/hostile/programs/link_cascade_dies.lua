-- ends: error linked process failed
-- The first of five hundred linked processes that fails ends this one, and so all others.
local function main()
  for _ = 1, 500 do
    process.spawn_linked("app:waits", "app:hostile")
  end
  process.spawn_linked("app:fails", "app:hostile")
  process.inbox():receive()
end

return {main = main}
