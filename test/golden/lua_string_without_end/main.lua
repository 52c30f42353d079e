local function main()
  local text = "not closed
  return text
end

return {main = main}
