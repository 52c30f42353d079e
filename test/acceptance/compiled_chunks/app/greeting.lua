local function to(name)
  return "Hello, " .. name
end

return {to = to}
