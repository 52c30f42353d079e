-- ends: ok
-- Texts that are almost numbers, or too long ones.
local function main()
  for _, text in ipairs({"0x", "1e", "1e999999999", "-", "0x" .. ("f"):rep(100000), ("1"):rep(100000),
    "." .. ("0"):rep(100000) .. "1", " 1 ", "1\0",
    "nan", "inf", "0x1p99999", "1e-999999999"}) do
    tonumber(text)
    pcall(integer, tonumber(text))
    for base = 2, 36 do
      tonumber(text, base)
    end
  end
end

return {main = main}
