-- A chain of linked processes: each starts the next. When the last one crashes, the crash runs through all of them.

local function main(guide: string, length: integer)
    if length > 1 then
        process.spawn_linked("tour:chain", "tour:processes", guide, length - 1)
        process.inbox():receive() -- nothing comes; the link ends the wait
    end
    local orders = process.inbox()
    process.send(guide, "last", process.pid())
    orders:receive()
    error("the last link broke")
end

return { main = main }
