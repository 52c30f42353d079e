-- An order in three steps. If one fails, those that were done are undone in reverse.
--
-- This is all ordinary code. What makes it safe is where it runs: the answer of every call is recorded, so after a crash the workflow is
-- run again from its first line, is given the recorded answers, and goes on at the first call that has none.

local funcs = require("funcs")

local function main(order)
    local undo = {}

    -- Does one step; notes what would undo it.
    local function step(name: string, undone_by: string?): any
        local _, err = funcs.call(name, order)
        if err == nil and undone_by then
            table.insert(undo, 1, undone_by)
        end
        return err
    end

    local err = step("saga:reserve", "saga:release")
        or step("saga:charge", "saga:pay_back")
        or step("saga:book_courier")
    if err == nil then
        return { done = true }
    end

    -- These are activities too: tried until they succeed, however often the program ends meanwhile.
    for _, name in ipairs(undo) do
        funcs.call(name, order)
    end
    return { done = false, why = err:message() }
end

return { main = main }
