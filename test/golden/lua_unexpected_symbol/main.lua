local function main()
  local total = 3 +* 4
  return total
end

return {main = main}
