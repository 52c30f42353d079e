// C++ data that must outlive a raise: a userdata on the stack holds it while results are pushed.
//
// Thread: the machine's. `push_holder` may raise for memory; filling a holder is the business of functions that do not.
#pragma once

#include "config/document.hpp"
#include "runtime/lua/userdata.hpp"

#include <string>

namespace troupe::runtime::modules {

struct holder {
  document tree;
  std::string text;
  std::string problem;  // "" if all went well

  // Gives the memory back before the collector would.
  void drop() noexcept {
    tree = {};
    text = {};
    problem = {};
  }
};

inline holder& push_holder(lua_State* L) {
  if (lua::metatable_of<holder>(L) == nullptr)
    lua::register_type<holder>(L, "holder", nullptr);
  return *lua::push_object<holder>(L);
}

}  // namespace troupe::runtime::modules
