-- A function that has to wait for somebody else, as most do.

local time = require("time")

local function lookup(word: string): integer
    time.sleep("100ms")
    return #word
end

return { lookup = lookup }
