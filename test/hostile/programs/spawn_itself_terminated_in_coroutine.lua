-- ends: error
-- ends: terminated
-- The same from within a coroutine, a callback and a handler.
local function main()
  xpcall(error, function()
    coroutine.wrap(function()
      table.sort({3, 2, 1}, function()
        while true do
          pcall(process.terminate, process.pid())
        end
      end)
    end)()
  end)
end

return {main = main}
