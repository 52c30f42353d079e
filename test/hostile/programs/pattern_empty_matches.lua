-- ends: ok
-- inside: c
-- Empty matches at each place of a long text.
local function main()
  local text = ("a"):rep(100000)
  assert(select(2, text:gsub("", "")) == 100001)
  assert(select(2, text:gsub("b*", "")) == 100001)
end

return {main = main}
