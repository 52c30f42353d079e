return { main = function(to) process.send(to, "done", process.inbox():receive():payload():data()) end }
