-- One of many: says that it lives, waits for a number, ends with the sum.

local function main(parent: string, number: integer): integer
    local go = process.listen("go")
    process.send(parent, "here")
    return number + go:receive()
end

return { main = main }
