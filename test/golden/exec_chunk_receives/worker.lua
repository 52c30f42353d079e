local message = process.inbox():receive()

return {main = function() return message end}
