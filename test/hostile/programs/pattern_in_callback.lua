-- ends: terminated
-- inside: c
-- A slow search in a callback in a sort in a coroutine.
local function main()
  coroutine.wrap(function()
    table.sort({3, 2, 1}, function()
      return ("x"):gsub("x", function()
        return (("a"):rep(3000):match(".-.-.-b"))
      end)
    end)
  end)()
end

return {main = main}
