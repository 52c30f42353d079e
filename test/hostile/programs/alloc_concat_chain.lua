-- ends: memory
-- A text that grows by the same piece.
local function main()
  local s, piece = "", ("x"):rep(500000)
  while true do
    s = s .. piece
  end
end

return {main = main}
