-- A service that crashes on request. Every life of it is a new process with a memory of its own; the name is handed on.

process.registry.register("tour.sensor")

local readings = 0 -- counts within one life

local function main()
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local next = channel.select({ inbox:case_receive(), events:case_receive() })
        if next.channel == events then
            return
        elseif next.value:topic() == "break" then
            error("the cable was cut")
        end
        readings = readings + 1
        process.send(next.value:from(), "reading", readings)
    end
end

return { main = main }
