-- ends: ok
-- Widths and precisions that no line has room for.
local function main()
  for _, format in ipairs({"%1000000000d", "%.1000000000f", "%99999999999999999999d", "%-1000000000s", "%.1000000000s",
    "%099.99f", "%99.99g", "%",
    "%y", "%5", "%#.", "%*d", "%n", "%hhd", "%1$d", "\0%d", "%\0"}) do
    pcall(string.format, format, 1, 2)
  end
  pcall(string.format, "%.99f", 1e308)
end

return {main = main}
