-- Remembers for others: it never crashes, so what they tell it survives their crashes.

process.registry.register("tour.diary") -- before anyone who requires this service is started

local function main()
    local notes: {string} = {}
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local next = channel.select({ inbox:case_receive(), events:case_receive() })
        if next.channel == events then
            return -- asked to stop
        end
        local message = next.value
        if message:topic() == "note" then
            table.insert(notes, message:payload():data())
        else
            process.send(message:from(), "notes", notes)
        end
    end
end

return { main = main }
