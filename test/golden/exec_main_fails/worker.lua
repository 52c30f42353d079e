local function total(list)
  return #list + missing.count
end

local function main()
  return total({})
end

return {main = main}
