-- ends: terminated
-- Thirty processes that spin, and end with this one.
local function main()
  for _ = 1, 30 do
    process.spawn_linked("app:spins", "app:hostile")
  end
  process.inbox():receive()
end

return {main = main}
