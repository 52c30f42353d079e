-- ends: ok
-- inside: c
-- Captures that are opened and closed without number.
local function main()
  for _, n in ipairs({31, 32, 33, 100, 100000}) do
    pcall(string.find, ("a"):rep(n), ("(a)"):rep(n))
    pcall(string.find, ("a"):rep(n), ("("):rep(n))
    pcall(string.find, ("a"):rep(n), (")"):rep(n))
    pcall(string.gsub, ("a"):rep(n), ("()"):rep(n), ("%1"):rep(n))
  end
end

return {main = main}
