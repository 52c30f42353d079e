-- ends: refused
-- A chunk that waits for a message.
process.inbox():receive()

return {main = function() end}
