-- ends: memory
-- Who catches the refusal and goes on is ended.
local function main()
  local t = {}
  while true do
    pcall(function()
      while true do
        t[#t + 1] = {}
      end
    end)
  end
end

return {main = main}
