return { main = function(to, n, value)
  for i = 1, n do process.send(to, "m", value or i) end
end }
