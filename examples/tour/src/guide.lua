-- The tour itself: one process that starts others, talks to them, watches them, and tells what it sees.

local time = require("time")
local funcs = require("funcs")
local say = require("say")

local host = "tour:processes"

type Totals = {processes: integer, messages: integer, calls: integer, crashes: integer}
local totals: Totals = { processes = 0, messages = 0, calls = 0, crashes = 0 }

local function count(what: string, number: integer)
    totals[what] = totals[what] + number
end

-- Waits for a process to have a name; another one than `not_this`, if given.
local function find(name: string, not_this: string?): string
    for _ = 1, 1000 do
        local pid = process.registry.lookup(name)
        if pid and pid ~= not_this then
            return pid
        end
        time.sleep("5ms")
    end
    error("nobody is called " .. name)
end

local function request(destination: string, topic: string, answer_topic: string)
    local answers = process.listen(answer_topic)
    process.send(destination, topic)
    count("messages", 2)
    local result = channel.select({ answers:case_receive(), time.after("5s"):case_receive() })
    assert(result.channel == answers, "no answer from " .. destination)
    return result.value
end

local function services()
    say.scene("Services start in the order of their needs")
    find("tour.diary") -- this process did not wait for any service
    local order: {string} = request("tour.diary", "read", "notes")
    while #order < 3 do
        time.sleep("5ms")
        order = request("tour.diary", "read", "notes")
    end
    say.line("diary, then " .. table.concat(order, ", then ") .. ": each when what it requires runs")
end

local function messages()
    say.scene("Processes and messages")
    local many = 1000
    local here = process.listen("here")
    local events = process.events()
    local start = time.now()
    local pids: {string} = {}
    for number = 1, many do
        pids[number] = process.spawn_monitored("tour:sleeper", host, process.pid(), number)
    end
    for _ = 1, many do
        here:receive()
    end
    say.line(say.thousands(many) .. " processes, each with a memory of its own, started in "
        .. say.seconds(time.now():sub(start)))
    for _, pid in ipairs(pids) do
        process.send(pid, "go", 1)
    end
    local sum = 0
    for _ = 1, many do
        sum = sum + events:receive().result.value
    end
    say.line("each ended with a value; together they make " .. say.thousands(sum))

    local rounds = 50000
    local took, err = process.exec("tour:ping", host, rounds)
    if err then
        error(err)
    end
    say.line("ping-pong: " .. say.thousands(rounds) .. " questions, " .. say.thousands(rounds) .. " answers, "
        .. string.format("%.2f s:", took))
    say.line("about " .. say.thousands(2 * rounds / took / 1000) .. ",000 messages a second between two processes")
    count("processes", many + 2)
    count("messages", 2 * many + 2 * rounds)
end

-- Breaks the sensor and waits for its successor.
local function break_sensor(pid: string): (string, any, string)
    local events = process.events()
    process.monitor(pid)
    process.send(pid, "break")
    local event = events:receive()
    local down = time.now()
    local successor = find("tour.sensor", pid)
    count("crashes", 1)
    count("messages", 1)
    return successor, time.now():sub(down), event.result.error:message()
end

local function supervision()
    say.scene("A crash, and what the supervisor does about it")
    local first = find("tour.sensor")
    request("tour.sensor", "read", "reading")
    say.line("the sensor works; it has counted " .. request("tour.sensor", "read", "reading") .. " readings")
    local second, wait, why = break_sensor(first)
    say.line("it crashed: \"" .. why:gsub("^.*:%d+: ", "") .. "\". Nobody else noticed.")
    say.line("restarted after " .. say.seconds(wait) .. ": another process, same name; it has counted "
        .. request("tour.sensor", "read", "reading") .. " reading")
    local _, longer = break_sensor(second)
    say.line("it crashed again. This time the supervisor waited longer: " .. say.seconds(longer))
    say.line("the services beside it still run: " .. #request("tour.diary", "read", "notes") .. " notes in the diary")
end

local function functions()
    say.scene("Functions, one after another and in parallel")
    local words: {string} = { "to", "be", "or", "not", "that", "is", "the", "question" }
    local start = time.now()
    local letters = 0
    for _, word in ipairs(words) do
        letters = letters + funcs.call("tour:lookup", word)
    end
    say.line(#words .. " calls of 100 ms, one after another: " .. say.seconds(time.now():sub(start)))

    start = time.now()
    local futures = {}
    for i, word in ipairs(words) do
        futures[i] = funcs.async("tour:lookup", word)
    end
    local again = 0
    for _, future in ipairs(futures) do
        again = again + future:response():receive():data()
    end
    assert(again == letters)
    say.line("the same " .. #words .. " at once, in a pool of four: " .. say.seconds(time.now():sub(start)))
    count("calls", 2 * #words)
end

local function links()
    say.scene("Links: processes that share their fate")
    local length = 10
    local events = process.events()
    local last_topic = process.listen("last")
    process.spawn_monitored("tour:chain", host, process.pid(), length)
    local last = last_topic:receive()
    say.line(length .. " processes stand in a chain of links; the last one is told to break")
    process.send(last, "break")
    local event = events:receive()
    say.line("all ten are gone. The monitor of the first reports: " .. event.result.error:message())
    say.line("this guide has no link to them, and goes on")
    count("processes", length)
    count("crashes", length)
    count("messages", 2)
end

local function timers()
    say.scene("Timers: channels that deliver the time")
    local ticker = time.ticker("100ms")
    local stop = time.after("550ms")
    local ticks = 0
    while true do
        local next = channel.select({ ticker:channel():case_receive(), stop:case_receive() })
        if next.channel == stop then
            break
        end
        ticks = ticks + 1
    end
    ticker:stop()
    say.line("a ticker of 100 ms and a limit of 550 ms in one select: " .. ticks .. " ticks")

    local silence = process.listen("a topic nobody sends")
    local start = time.now()
    channel.select({ silence:case_receive(), time.after("250ms"):case_receive() })
    say.line("waited for a message that never came, for " .. say.seconds(time.now():sub(start)))
end

local function main(): integer
    local start = time.now()
    say.print("A tour of troupe: six scenes, played by Lua processes within one program.")
    services()
    messages()
    supervision()
    functions()
    links()
    timers()
    say.print("")
    say.print("Summary")
    say.line(say.thousands(totals.processes) .. " processes, " .. say.thousands(totals.messages) .. " messages, "
        .. totals.calls .. " function calls, " .. totals.crashes .. " crashes, " .. say.seconds(time.now():sub(start)))
    say.line("Now the guide returns 0. That ends the program: its services are asked to")
    say.line("stop, each after those that require it, and the exit code is 0.")
    return 0
end

return { main = main }
