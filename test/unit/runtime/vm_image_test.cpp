#include "runtime/lua/vm_image.hpp"

#include "runtime/lua/lua.hpp"
#include "runtime/lua/vm.hpp"
#include "test/support/machine_rig.hpp"

#include <doctest/doctest.h>

#include <set>

namespace troupe::test {

TEST_CASE("vm_image: there is one, but where blocks lie apart") {
#if defined(__SANITIZE_ADDRESS__) || defined(TROUPE_SYSTEM_LUAJIT)
  CHECK_FALSE(runtime::lua::vm_image::available());
#else
  CHECK(runtime::lua::vm_image::available());
#endif
}

TEST_CASE("vm_image: a copy behaves as a machine that was made") {
  const char* program = "local t = {} for _, n in ipairs{'process', 'string', 'print', 'errors'} do t[#t + 1] = type(_G[n]) end\n"
                        "return { main = function() return table.concat(t, ' ') .. ' ' .. type(process.event.EXIT)\n"
                        "  .. ' ' .. type(process.registry.lookup) .. ' ' .. tostring(process.nothing) end }";
  const std::string copied = machine_rig{program, {}}.run();
  CHECK(copied == "table table function table string function nil");
  machine_rig made{program, {}, {.seed = runtime::lua::vm_seed{1, 2, 3, 4}}};
  CHECK(made.run() == copied);
}

TEST_CASE("vm_image: a program that walks _G finds everything in a copy") {
  const char* program = "return { main = function() local names = {} for name in pairs(_G) do names[#names + 1] = tostring(name) end\n"
                        "table.sort(names) return table.concat(names, ' ') end }";
  const std::string copied = machine_rig{program, {}}.run();
  machine_rig made{program, {}, {.seed = runtime::lua::vm_seed{1, 2, 3, 4}}};
  CHECK(made.run() == copied);
  CHECK(copied.find("process") != std::string::npos);
}

TEST_CASE("vm_image: the limit of memory is the program's") {
  const char* program = "return { main = function() local t = {} for i = 1, 1e7 do t[i] = {} end end }";
  machine_rig rig{program, {}, {4 << 20}};
  CHECK(rig.run().find("not enough memory") != std::string::npos);
}

TEST_CASE("vm_image: copies draw random numbers of their own") {
  std::set<std::string> drawn;
  for (int i = 0; i < 8; ++i)
    drawn.insert(machine_rig{"return { main = function() return tostring(math.random()) end }"}.run());
  CHECK(drawn.size() == 8);
}

// Each writes all over what it began with and collects again and again, while another one does.
TEST_CASE("vm_image: copies have nothing in common") {
  const char* program = R"(local kept = {}
    return {main = function(who)
      local inbox = process.inbox()
      shared = who
      for i = 1, 20000 do
        kept[i % 100] = {who .. i, string.rep("x", i % 50), [i] = function() return who end}
      end
      local before = inbox:receive():payload():data()
      for i = 1, 20000 do
        kept["k" .. i] = kept[i % 100]
      end
      local count = 0
      for _, each in pairs(kept) do
        if string.sub(each[1], 1, #who) ~= who then error("not mine: " .. each[1]) end
        count = count + 1
      end
      return shared .. " " .. before .. " " .. count
    end})";
  machine_rig one{program}, other{program};
  REQUIRE(one.run(runtime::value::of("one")) == "blocked");
  REQUIRE(other.run(runtime::value::of("other")) == "blocked");
  for (const machine_rig* each : {&one, &other})
    lua_gc(each->machine->state(), LUA_GCCOLLECT, 0);
  other.letter("go", runtime::value::of("b"));
  CHECK(other.go_on() == "other b 20100");
  for (int i = 0; i < 3; ++i)
    lua_gc(one.machine->state(), LUA_GCCOLLECT, 0);
  one.letter("go", runtime::value::of("a"));
  CHECK(one.go_on() == "one a 20100");
}

}  // namespace troupe::test
