local helper = {}

function helper.twice(x)
  return x *
end

return helper
