-- Sends its share of the signals, each acknowledged when it is on the disk.
return {main = function(pids, count)
  for i = 1, count do
    assert(process.send(pids[i % #pids + 1], "number", 1))
  end
  return true
end}
