local function main(name)
  if name = "x" then
    return 1
  end
end

return {main = main}
