-- ends: ok
-- ends: refused
-- Tasks begun by the chunk do not hold up its process.
for _ = 1, 100 do
  coroutine.spawn(function()
    process.inbox():receive()
  end)
end

return {main = function() return 1 end}
