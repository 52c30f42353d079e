#include "runtime/lua/vm_stock.hpp"

#include "config/limits.hpp"
#include "test/support/machine_rig.hpp"

#include <doctest/doctest.h>

#include <set>

namespace troupe::test {

namespace {

void empty_stock() {
  while (runtime::lua::vm_stock::take() != nullptr) {
  }
}

}  // namespace

TEST_CASE("vm_stock: holds so many machines and no more") {
  empty_stock();
  size_t made = 0;
  while (runtime::lua::vm_stock::add_one())
    ++made;
  CHECK(made == limits::machines_in_stock);
  size_t taken = 0;
  while (runtime::lua::vm_stock::take() != nullptr)
    ++taken;
  CHECK(taken == made);
}

TEST_CASE("vm_stock: a machine that was ready behaves as a fresh one") {
  const char* program = "local t = {} for _, n in ipairs{'process', 'string', 'print', 'errors'} do t[#t + 1] = type(_G[n]) end\n"
                        "return { main = function() return table.concat(t, ' ') .. ' ' .. type(process.event.EXIT)\n"
                        "  .. ' ' .. type(process.registry.lookup) .. ' ' .. tostring(process.nothing) end }";
  empty_stock();
  const std::string fresh = machine_rig{program}.run();
  CHECK(fresh == "table table function table string function nil");
  REQUIRE(runtime::lua::vm_stock::add_one());
  CHECK(machine_rig{program}.run() == fresh);
  CHECK(runtime::lua::vm_stock::take() == nullptr);
}

TEST_CASE("vm_stock: a program that walks _G finds everything in a machine that was ready") {
  const char* program = "return { main = function() local names = {} for name in pairs(_G) do names[#names + 1] = tostring(name) end\n"
                        "table.sort(names) return table.concat(names, ' ') end }";
  empty_stock();
  const std::string fresh = machine_rig{program}.run();
  REQUIRE(runtime::lua::vm_stock::add_one());
  CHECK(machine_rig{program}.run() == fresh);
  CHECK(fresh.find("process") != std::string::npos);
}

TEST_CASE("vm_stock: the limit of memory is the program's, not the stock's") {
  empty_stock();
  REQUIRE(runtime::lua::vm_stock::add_one());
  const char* program = "return { main = function() local t = {} for i = 1, 1e7 do t[i] = {} end end }";
  machine_rig rig{program, {}, {4 << 20}};
  CHECK(rig.run().find("not enough memory") != std::string::npos);
}

TEST_CASE("vm_stock: machines from it draw random numbers of their own") {
  empty_stock();
  std::set<std::string> drawn;
  for (int i = 0; i < 8; ++i)
    REQUIRE(runtime::lua::vm_stock::add_one());
  for (int i = 0; i < 8; ++i)
    drawn.insert(machine_rig{"return { main = function() return tostring(math.random()) end }"}.run());
  CHECK(drawn.size() == 8);
}

}  // namespace troupe::test
