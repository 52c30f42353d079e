-- Links: two processes that share their fate, and one that has decided to survive it.

-- Waits for an order; crashes on `break`.
local function child()
    while true do
        local message = process.inbox():receive()
        if message:topic() == "break" then
            error("the child broke")
        end
        process.send(message:from(), "here", process.pid())
    end
end

-- Not trapping: the crash of the child ends this process too, wherever it waits.
local function pair()
    local pid = process.spawn_linked("supervision:child", "supervision:processes")
    process.send(pid, "break")
    process.inbox():receive() -- nothing ever comes
    return "survived"
end

-- Trapping: the crash of the child is an event, and this process starts another one. That is a supervisor in ten lines.
local function parent()
    process.set_options({ trap_links = true })
    local events = process.events()
    local pid = process.spawn_linked("supervision:child", "supervision:processes")
    for attempt = 1, 3 do
        process.send(pid, "break")
        local event = events:receive()
        assert(event.kind == process.event.LINK_DOWN and event.from == pid)
        pid = process.spawn_linked("supervision:child", "supervision:processes")
    end
    -- The last one is well.
    local answers = process.listen("here")
    process.send(pid, "hello")
    assert(answers:receive() == pid)
    process.unlink(pid)
    process.terminate(pid)
    return "replaced three children, the fourth answered"
end

return { child = child, pair = pair, parent = parent }
