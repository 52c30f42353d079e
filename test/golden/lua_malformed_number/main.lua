local function main()
  return 12abc
end

return {main = main}
