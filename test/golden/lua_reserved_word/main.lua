local function main()
  local end = 5
  return end
end

return {main = main}
