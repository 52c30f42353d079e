local io = require("io")

local carts = {
    { customer = "Ann", item = "teapot", total = 40 },
    { customer = "Bob", item = "elephant", total = 900 },
    { customer = "Carol", item = "castle", total = 1000000 },
}

local function main(): integer
    local events = process.events()
    for _, cart in ipairs(carts) do
        -- A worker is a host like any other.
        local pid, err = process.spawn("app:checkout", "app:temporal_worker", cart)
        if err then
            error(err)
        end
        process.monitor(pid) -- may be said at any time, even after the end
        local result = events:receive().result
        if result.error then
            io.print(string.format("%-6s failed: %s, limit %d", cart.customer, result.error:message(), result.error:details().limit))
        else
            local done = result.value
            io.print(string.format("%-6s %s: %s", cart.customer, done.status, done.tracking or done.why .. ", " .. done.refund))
        end
    end
    return 0
end

return { main = main }
