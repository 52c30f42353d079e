-- Two processes that do nothing but talk.

local time = require("time")

local function pong()
    local questions = process.listen("ping")
    while true do
        local asker, open = questions:receive()
        if asker == "" or not open then
            return
        end
        process.send(asker, "pong")
    end
end

-- Answers how long it took.
local function ping(rounds: integer): number
    local me = process.pid()
    local answers = process.listen("pong")
    local partner = process.spawn("tour:pong", "tour:processes")
    local start = time.now()
    for _ = 1, rounds do
        process.send(partner, "ping", me)
        answers:receive()
    end
    local took = time.now():sub(start)
    process.send(partner, "ping", "")
    return took:seconds()
end

return { ping = ping, pong = pong }
