-- Fills its memory until it is ended for it, whatever it catches.
local function greedy()
  local kept = {}
  while true do
    pcall(function()
      while true do kept[#kept + 1] = ("x"):rep(16384 + #kept) end
    end)
  end
end

-- A short life with a message in it.
local function short(n)
  local got = process.inbox():receive():payload():data()
  return got + n
end

return {greedy = greedy, short = short}
