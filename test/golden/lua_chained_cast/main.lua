local function main(x)
  return x :: any :: string
end

return {main = main}
