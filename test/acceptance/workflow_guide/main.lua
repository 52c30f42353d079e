-- Runs what docs/workflows.md shows.
local check = require("check")
local time = require("time")

local host = "shop:workflows"
local events = process.events()

local function ended()
    local event = check.receive(events, "10s") or { result = {} }
    return event.result.value, event.result.error
end

local function start()
    local pid, err = process.with_options({ ["workflow.id_reuse_policy"] = "reject_duplicate" })
        :with_name("order-17")
        :spawn_monitored("shop:order", "shop:workflows", { customer = "Ann", item = "teapot", price = 40, delay = "20ms" })
    if err then
        error(err)
    end
    return pid
end

local function main()
    check.eq("the PID", start(), "{shop:workflows|order-17}")
    check.eq("an order", (ended() or {}).parcel, "teapot/pay-Ann")
    local fine, err = pcall(start)
    check.ok("the same id again", not fine, err)

    local got = process.exec("shop:careful", host, "Ann")
    check.ok("errors", got.state == "refused" and got.why == "Ann has no 2000" and got.tries == "NonRetryableFailure", got.tries)

    local pid = process.spawn_monitored("shop:approval", host, "24h")
    process.send(pid, "decision", { approved = true })
    check.eq("a message", ended(), "approved")
    check.eq("no message", process.exec("shop:approval", host, "10ms"), "nobody answered")

    got = process.exec("shop:batch", host, { { customer = "Bob", item = "cup", price = 5, delay = "1ms" }, { customer = "Eve", price = 5000 } })
    check.ok("children", #got == 1 and got[1] == "Eve has no 5000", got[1])

    pid = process.spawn_monitored("shop:patient", host, "teapot")
    time.sleep("20ms")
    process.cancel(pid, "sold out")
    check.eq("cancelled", ended(), "gave up teapot: sold out")

    pid = process.spawn_monitored("shop:meter", host, { sum = 0, runs = 1 })
    for i = 1, 250 do
        process.send(pid, "reading", 2)
    end
    process.send(pid, "reading", "end")
    got = ended() or {}
    check.ok("as new", got.sum == 500 and got.runs == 3, tostring(got.sum) .. " in " .. tostring(got.runs))

    check.eq("versions, options of the entry", process.exec("shop:billing", host, "Ann"), "no address of Ann")
    return check.done()
end

return { main = main }
