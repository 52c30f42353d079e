local io = require("io")

local function main(): integer
    local report, err = process.exec("children:report", "children:workflows")
    if err then
        error(err)
    end
    for _, region in ipairs({ "north", "east", "south", "west" }) do
        io.print(string.format("%-6s %s", region, report.lines[region]))
    end
    io.print("sum    " .. report.sum)
    return 0
end

return { main = main }
