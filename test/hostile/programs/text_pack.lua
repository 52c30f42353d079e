-- ends: ok
-- string.pack with sizes and positions that make no sense.
local function main()
  for _, format in ipairs({"i16", "i17", "i0", "!1000", "!17i", "s16", "z", "c1000000000", "c-1", "i99999999999", "<>=!",
    "Xi", "X", "b1000", ("b"):rep(100000)}) do
    pcall(string.pack, format, 1, 2, 3)
    pcall(string.pack, format, "x\0y")
    pcall(string.packsize, format)
    pcall(string.unpack, format, "0123456789")
    pcall(string.unpack, format, "0123456789", 2 ^ 31)
    pcall(string.unpack, format, "0123456789", -2 ^ 31)
  end
end

return {main = main}
