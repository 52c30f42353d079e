-- ends: memory
-- A thousand references to one text become a text.
local function main()
  local t, piece = {}, ("x"):rep(1000000)
  for i = 1, 1000 do
    t[i] = piece
  end
  return #table.concat(t)
end

return {main = main}
