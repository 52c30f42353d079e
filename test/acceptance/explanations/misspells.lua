local function main()
  local list = {}
  return #list + missing.count
end

return {main = main}
