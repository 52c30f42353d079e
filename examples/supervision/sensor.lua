-- Crashes on its first attempts. A restarted process begins with nothing, so it asks the diary how often it has been here.

local name: string = process.id():match(":(.*)$")

local function main(failing_attempts: integer)
    local replies = process.listen("notes")
    process.send("diary", "note", { who = name, text = "started" })
    process.send("diary", "read", name)
    local notes = replies:receive()
    if #notes <= failing_attempts then
        error("attempt " .. #notes .. ": no connection") -- an uncaught error: the service has failed and is tried again
    end
    process.send("diary", "note", { who = name, text = "connected" })
    process.events():receive() -- the first event is the request to stop
end

return { main = main }
