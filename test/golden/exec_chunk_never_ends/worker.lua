while true do
end

return {main = function() end}
