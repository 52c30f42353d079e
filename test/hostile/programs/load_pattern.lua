-- ends: refused
-- inside: c
-- The same within one search.
local text = ("a"):rep(3000)

return {main = text:find(".-.-.-b")}
