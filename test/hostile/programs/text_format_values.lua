-- ends: ok
-- Values of every type for every directive.
local function main()
  for _, directive in ipairs({"%d", "%i", "%u", "%c", "%x", "%X", "%o", "%e", "%g", "%f", "%a", "%q", "%s", "%p"}) do
    for _, value in ipairs({0 / 0, math.huge, -math.huge, 2 ^ 63, -2 ^ 63, 1e308, "x", "", "\0", {}, print, true,
      channel.new(), errors.new("x")}) do
      pcall(string.format, directive, value)
    end
    pcall(string.format, directive, nil)
    pcall(string.format, directive)
  end
end

return {main = main}
