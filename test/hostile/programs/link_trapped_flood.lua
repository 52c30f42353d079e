-- ends: terminated
-- ends: memory
-- The ends of linked processes, without number, that nobody reads.
local function main()
  process.set_options({trap_links = true})
  while true do
    process.spawn_linked("app:fails", "app:hostile")
  end
end

return {main = main}
