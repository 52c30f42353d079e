-- ends: ok
-- A text that says it is longer than it is.
local function main()
  pcall(string.unpack, "s4", "\255\255\255\255x")
  pcall(string.unpack, "s8", "\255\255\255\255\255\255\255\255x")
  pcall(string.unpack, "s8", "\255\255\255\255\255\255\255\127x")
  pcall(string.unpack, "c100", "x")
end

return {main = main}
