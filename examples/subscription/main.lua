-- Ann subscribes, changes to the larger plan in month 4 and cancels after month 8.

local io = require("io")

local function main(month: string?): integer
    process.registry.register("bank")
    local charged, events = process.listen("charged"), process.events()
    local pid, err = process.spawn_monitored("subscription:subscription", "subscription:workflows",
        { customer = "Ann", price = 5, month = month or "200ms", months = 0, paid = 0, runs = 1 })
    if err then
        error(err)
    end

    for number = 1, 8 do
        local bill = charged:receive()
        io.print(string.format("month %d: %s pays %d", bill.month, bill.customer, bill.price))
        if number == 4 then
            io.print("the larger plan")
            process.send(pid, "change", { price = 8 })
        end
    end
    process.send(pid, "change", { cancel = true })

    local event = events:receive()
    local result = event.result.value
    io.print(string.format("cancelled: %d months, %d paid, in %d runs; always the same PID: %s",
        result.months, result.paid, result.runs, tostring(event.from == pid)))
    return 0
end

return { main = main }
