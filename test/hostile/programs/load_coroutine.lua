-- ends: refused
-- The same within a coroutine.
coroutine.wrap(function()
  while true do
  end
end)()

return {main = function() end}
