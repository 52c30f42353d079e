-- Tells what happened, from the diary and from monitors. All the rest happens without it.

local io = require("io")
local time = require("time")

local replies = process.listen("notes")

local function notes_of(who: string)
    process.send("diary", "read", who)
    return (replies:receive())
end

-- This process is no service, so it was started without waiting for any.
local function wait_for_diary()
    while not process.registry.lookup("diary") do
        time.sleep("5ms")
    end
end

-- Waits until somebody has written that many notes.
local function wait_for(who: string, count: integer)
    for _ = 1, 500 do
        local notes = notes_of(who)
        if #notes >= count then
            return notes
        end
        time.sleep("10ms")
    end
    error("gave up waiting for " .. who)
end

local function watch(entry: string): string
    local events = process.events()
    process.spawn_monitored(entry, "supervision:processes")
    local event = events:receive()
    local result = event.result
    return result.error and ("ended with error: " .. result.error:message()) or ("returned: " .. tostring(result.value))
end

local function main(): integer
    wait_for_diary()
    wait_for("shop", 1)
    local order: {string} = {}
    for _, note in ipairs(notes_of("")) do
        if note.text == "up" then
            table.insert(order, note.who)
        end
    end
    io.print("started in order:    diary, " .. table.concat(order, ", "))

    local sensor = wait_for("sensor", 4)
    local first_wait = sensor[2].at - sensor[1].at
    local second_wait = sensor[3].at - sensor[2].at
    io.print("sensor, restarted:   " .. #sensor - 1 .. " attempts, then " .. sensor[4].text)
    io.print("  its second wait was longer than its first: " .. tostring(second_wait > first_wait))

    wait_for("ghost", 3)
    time.sleep("600ms") -- more than any restart would have taken
    io.print("ghost, gave up:      " .. #notes_of("ghost") .. " attempts")
    io.print("importer, returned:  " .. #notes_of("importer") .. " attempt")
    io.print("settings, refused:   " .. #notes_of("settings") .. " attempt")

    io.print("a linked pair:       " .. watch("supervision:pair"))
    io.print("a trapping parent:   " .. watch("supervision:parent"))
    io.print("the end of this process ends the program; the log shows the order of stopping")
    return 0
end

return { main = main }
