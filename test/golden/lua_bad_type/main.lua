local function main(name: string |): number
  return 1
end

return {main = main}
