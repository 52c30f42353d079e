local function main()
  return 1
  local x = 2
end

return {main = main}
