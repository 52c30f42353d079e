-- ends: memory
-- Payloads, all kept.
local function main()
  local t = {}
  while true do
    t[#t + 1] = payload.new({1, 2, ("x"):rep(1000) .. #t})
  end
end

return {main = main}
