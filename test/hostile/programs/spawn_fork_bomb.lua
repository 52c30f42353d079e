-- ends: terminated
-- Each process starts two of its own kind; the first one's end is the end of all.
local function main(_, parent)
  if parent then
    pcall(process.link, parent)
  end
  while true do
    process.spawn_linked(process.id(), "app:hostile")
    process.spawn_linked(process.id(), "app:hostile")
    coroutine.yield()
  end
end

return {main = main}
