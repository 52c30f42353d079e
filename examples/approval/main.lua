-- Three requests at once: one is approved, one refused, one forgotten.

local io = require("io")

local names = {}

local function ask(who: string, amount: integer, patience: string?): string
    local pid, err = process.spawn_monitored("approval:request", "approval:workflows",
        { who = who, amount = amount, patience = patience })
    if err then
        error(err)
    end
    names[pid] = who
    return pid
end

-- Waits for the end of any of them.
local function show_next(events)
    local event = events:receive()
    local result = event.result.value
    local text = result.state
    if result.by then
        text = text .. " by " .. result.by
    end
    if result.why or result.receipt then
        text = text .. ": " .. (result.why or result.receipt)
    end
    io.print(string.format("%-6s %s", names[event.from], text))
end

local function main(patience: string?): integer
    local events = process.events()
    local ann, bob = ask("Ann", 120), ask("Bob", 9000)
    ask("Carol", 30, patience or "1s")

    -- A message to a workflow waits until its code asks for it; when `send` has answered, it is on the disk.
    process.send(ann, "decision", { approved = true, by = "the boss" })
    show_next(events)
    process.send(bob, "decision", { approved = false, by = "the boss", why = "not this year" })
    show_next(events)
    show_next(events)
    return 0
end

return { main = main }
