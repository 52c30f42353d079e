-- ends: refused
-- A chunk that yields.
coroutine.yield(1, 2, 3)

return {main = function() end}
