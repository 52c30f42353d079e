-- ends: refused
-- A chunk that takes memory until there is none.
local t = {}
while true do
  t[#t + 1] = ("x"):rep(100000) .. #t
end
