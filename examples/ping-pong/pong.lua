-- The answering side. It knows nothing of who calls: a message says who sent it, and the answer goes there.

type Ping = {number: integer}

local function main(limit: integer): string
    local inbox = process.inbox() -- everything no other listener claims arrives here, in order
    local answered = 0
    while true do
        local message, open = inbox:receive() -- waits; other processes run meanwhile
        if not open then
            return "the inbox was closed"
        end
        local topic: string = message:topic()
        if topic == "ping" then
            local ping: Ping = message:payload():data() -- a copy: processes share nothing
            answered = answered + 1
            process.send(message:from(), "pong", { number = ping.number, answered = answered })
        elseif topic == "stop" then
            return "answered " .. answered .. " of at most " .. limit -- a normal end, with a value
        elseif topic == "break" then
            error("the ball went into the net") -- ends this process and no other
        end
    end
end

return { main = main }
