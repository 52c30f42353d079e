-- A part of the application: says that it is there, then works until it is asked to stop. Entries `database` and `shop` share it.

local log = require("logger")

local name: string = process.id():match(":(.*)$")

process.send("diary", "note", { who = name, text = "up" })

local function main()
    local events = process.events()
    while true do
        local event = events:receive()
        if event.kind == process.event.CANCEL then
            -- Now is the time to finish what is under way; `stop_timeout` says how long that may take.
            log:info(name .. " stops: " .. event.reason)
            return
        end
    end
end

return { main = main }
