-- Keeps notes for processes that may crash: what must survive a crash has to live in somebody else. Anyone sends `note` with a
-- text; `read` with a name is answered, to the sender, by all notes of that name.

local time = require("time")
local log = require("logger")

type Note = {who: string, text: string, at: integer}

local begun = time.now()

-- A service counts as running once the top level of its chunk has run. What others rely on, such as a name, belongs here:
-- whoever requires this service finds it.
process.registry.register("diary")

local function main()
    local notes: {Note} = {}
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local next = channel.select({ inbox:case_receive(), events:case_receive() })
        if next.channel == events then
            if next.value.kind == process.event.CANCEL then
                log:info("diary stops: " .. next.value.reason)
                return
            end
        elseif next.value:topic() == "note" then
            local note = next.value:payload():data()
            note.at = time.now():sub(begun):milliseconds()
            table.insert(notes, note)
        elseif next.value:topic() == "read" then
            local who: string = next.value:payload():data()
            local found: {Note} = {}
            for _, note in ipairs(notes) do
                if note.who == who or who == "" then
                    table.insert(found, note)
                end
            end
            process.send(next.value:from(), "notes", found)
        end
    end
end

return { main = main }
