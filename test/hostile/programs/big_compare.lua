-- ends: terminated
-- inside: c
-- Comparisons of long texts that differ at their ends.
local function main()
  local a, b = ("x"):rep(8000000) .. "a", ("x"):rep(8000000) .. "b"
  while a < b do
  end
end

return {main = main}
