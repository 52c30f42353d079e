-- The asking side: request and reply over messages, then the end of the other side as a monitor reports it.

local io = require("io")
local time = require("time")

local rounds = 3

-- Starts a partner and watches it. The watch is in place before the partner's first instruction, so no end is missed.
local function start_pong(): string
    local pid, err = process.spawn_monitored("pingpong:pong", "pingpong:processes", rounds)
    if err then
        error(err)
    end
    return pid
end

-- A request is a message, and so is its reply; between them the other side may end, or nothing may come at all.
local function ask(pong: string, replies, number: integer): (any, string?)
    local sent, err = process.send(pong, "ping", { number = number })
    if not sent then
        return nil, err:message()
    end
    local result = channel.select({
        replies:case_receive(),
        process.events():case_receive(),
        time.after("5s"):case_receive(),
    })
    if result.channel == replies then
        return result.value, nil
    elseif result.channel == process.events() then
        return nil, "the other side ended"
    end
    return nil, "no answer"
end

-- What a monitor gets when the watched process ends: `result` holds a value or an error.
local function report(event)
    if event.kind ~= process.event.EXIT then
        io.print("unexpected event " .. event.kind)
    elseif event.result.error then
        io.print("pong crashed: " .. event.result.error:message())
    else
        io.print("pong ended: " .. event.result.value)
    end
end

local function main(): integer
    local replies = process.listen("pong") -- a channel of its own for one topic, with bare values
    local events = process.events()

    local first = start_pong()
    for number = 1, rounds do
        local reply, problem = ask(first, replies, number)
        if problem then
            io.print("ping " .. number .. ": " .. problem)
            return 1
        end
        io.print("ping " .. number .. " -> pong " .. reply.number)
    end
    process.send(first, "stop")
    report((events:receive()))

    -- The crash of one process is a message to those who watch it, and nothing to anybody else.
    local second = start_pong()
    process.send(second, "break")
    report((events:receive()))

    -- A dead process is gone: sending to it fails, and so does watching it.
    local _, err = process.send(second, "ping", { number = 1 })
    io.print("ping to the dead: " .. err:kind() .. ", " .. err:message())
    return 0
end

return { main = main }
