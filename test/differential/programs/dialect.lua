--@ removed_globals
print(load, loadstring, dofile, io, debug, collectgarbage, jit, bit, getfenv, module)
--@ removed_os
print(os.getenv, os.execute, os.exit, os.remove)
--@ frozen_libraries
print(pcall(function() string.extra = 1 return string.extra end))
--@ frozen_math
print(pcall(function() math.pi = 3 return math.pi end))
--@ dump
print(string.dump == nil)
--@ math_extras
print(math.type == nil, math.maxinteger == nil, table.create == nil)
--@ table_unpack
print(table.unpack == nil)
--@ whole_numbers_in_full
print(tostring(123456789012345678), 1e14 .. "", 1e16 .. "")
