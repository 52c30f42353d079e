-- ends: refused
-- A chunk whose result is of no use: its metatable pretends otherwise.
return setmetatable({}, {__index = function() return function() end end})
