-- A part of the shop. It does nothing but end when it is told to: by its supervisor in order, by the program with a crash.

local function main(name: string)
    process.registry.register(name)
    local breaks, events = process.listen("break"), process.events()
    local got = channel.select({breaks:case_receive(), events:case_receive()})
    if got.channel == breaks then
        error("the " .. name .. " broke")
    end
end

return {main = main}
