local settings = nil

local limit = settings.limit

return {main = function() return limit end}
