-- Starts the order, or joins it: a name is a workflow's id, and there is one open run of an id. Then prints what the steps tell.

local io = require("io")

local function main(destination: string?): integer
    destination = destination or "the Moon"
    process.registry.register("till")
    local notes, events = process.listen("note"), process.events()

    local pid, err = process.with_options({})
        :with_name("order to " .. destination)
        :spawn_monitored("saga:order", "saga:workflows", { item = "a teapot", price = 40, customer = "Ann", destination = destination })
    if err then
        error(err)
    end

    while true do
        local first = channel.select({ notes:case_receive(), events:case_receive() })
        if first.channel == notes then
            io.print("  " .. first.value)
        elseif first.value.from == pid then
            local order = first.value.result.value
            io.print(order.done and "the order is done" or "the order is off: " .. order.why)
            return 0
        end
    end
end

return { main = main }
