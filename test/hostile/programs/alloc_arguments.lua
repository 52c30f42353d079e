-- ends: error too many results to unpack
-- ends: ok overflow
-- ends: ok too many
-- ends: memory
-- Countless arguments of one call, by way of a table that grows.
local function main()
  local t = {}
  while true do
    for _ = 1, 1000 do
      t[#t + 1] = #t
    end
    local fine, err = pcall(function(...) return select("#", ...) end, unpack(t))
    if not fine then
      return tostring(err)
    end
  end
end

return {main = main}
