-- ends: ok
-- A table that is changed while it is traversed.
local function main()
  for _ = 1, 100 do
    local t = {}
    for i = 1, 100 do
      t["k" .. i] = i
    end
    pcall(function()
      local steps = 0
      for key in pairs(t) do
        t[key] = nil
        t["new" .. key] = 1
        steps = steps + 1
        if steps > 10000 then
          break
        end
      end
    end)
  end
end

return {main = main}
