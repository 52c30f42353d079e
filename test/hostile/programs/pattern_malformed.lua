-- ends: ok
-- inside: c
-- Patterns that end too early or mean nothing.
local function main()
  for _, pattern in ipairs({"%", "[", "[]", "[^", "[a-", "[%", "%b", "%bx", "%f", "%fx", "(", ")", "%1", "%9", "(%1)",
    "[a-%a]", "[%a-z]", "\0", "[\0]",
    "%\0", "a**", "a--b", "^^", "$$", "", "%z", "(()", "[[:alpha:]]"}) do
    pcall(string.find, "hello (world)", pattern)
    pcall(string.gsub, "hello (world)", pattern, "%1%9%%")
    pcall(string.gsub, "hello (world)", ".", pattern)
  end
end

return {main = main}
