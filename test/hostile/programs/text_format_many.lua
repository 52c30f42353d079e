-- ends: ok
-- Ten thousand directives, with and without arguments.
local function main()
  local format, t = ("%s"):rep(7000), {}
  for i = 1, 7000 do
    t[i] = i
  end
  pcall(string.format, format, unpack(t))
  pcall(string.format, format)
end

return {main = main}
