local text = [==[
never closed
]=]

return {main = function() return text end}
