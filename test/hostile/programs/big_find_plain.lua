-- ends: terminated
-- inside: c
-- A search without patterns for a text that is almost there, everywhere.
local function main()
  local s, needle = ("a"):rep(1000000), ("a"):rep(500000) .. "b"
  while true do
    s:find(needle, 1, true)
  end
end

return {main = main}
