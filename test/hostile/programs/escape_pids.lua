-- ends: ok
-- Addresses that nobody has.
local function main()
  for _, pid in ipairs({"", "{", "}", "{}", "{|}", "{||}", "{a|b}", "{a|b|c|d}", "{app:hostile|}", "{app:hostile|0x}",
    "{app:hostile|-1}",
    "{app:hostile|0xffffffffffffffff}", "{app:hostile|0xffffffffffffffffffffffff}", "{app:hostile|99999999999999999999}",
    "{app:terminal|0x00000}", "{app:hostile|0x0000g}", "{\0|\0}",
    "{" .. ("a"):rep(1000000) .. "|0x00001}", "{app:hostile|" .. ("0"):rep(1000000) .. "1}"}) do
    for _, f in ipairs({process.send, process.cancel, process.terminate, process.monitor, process.unmonitor, process.link,
      process.unlink}) do
      pcall(f, pid, "topic", 1)
    end
  end
end

return {main = main}
