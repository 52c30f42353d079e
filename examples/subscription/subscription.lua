-- A subscription that is charged each month until it is cancelled: a workflow that may run for years.
--
-- What a run has done is kept in its record, which is read when the run is rebuilt; a record must not grow without bounds. So every third
-- month the workflow goes on *as new*: `process.upgrade` ends this run and starts the next one under the same id, with these arguments and
-- an empty record. Whoever watches it or writes to it notices nothing.

local funcs = require("funcs")
local time = require("time")

local months_a_run = 3

local function main(state)
    local changes = process.listen("change")

    for _ = 1, months_a_run do
        local month_over = time.after(state.month)
        -- Until the month is over its terms may change.
        local first
        repeat
            first = channel.select({ changes:case_receive(), month_over:case_receive() })
            if first.channel == changes then
                if first.value.cancel then
                    return { months = state.months, paid = state.paid, runs = state.runs }
                end
                state.price = first.value.price
            end
        until first.channel == month_over

        state.months = state.months + 1
        local _, err = funcs.call("subscription:charge", state.customer, state.months, state.price)
        if err then
            return nil, err
        end
        state.paid = state.paid + state.price
    end

    state.runs = state.runs + 1
    process.upgrade(nil, state) -- never comes back
end

return { main = main }
