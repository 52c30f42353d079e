-- ends: terminated
-- Short keys that differ in few bits, without an end.
local function main()
  while true do
    local t = {}
    for i = 1, 50000 do
      t[string.rep(string.char(97 + i % 2), 12) .. (i * 65536)] = i
    end
  end
end

return {main = main}
