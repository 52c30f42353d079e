// The one list of Lua modules. A new module is a file beside this one and a line in table.cpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

struct lua_State;

namespace troupe::runtime::modules {

// What a module's calls do. Durable workflows may load the first two only.
enum class calls : uint8_t {
  pure,      // same arguments, same results
  recorded,  // effects that a workflow journals (time, randomness, durable calls)
  effects,   // everything else
};

struct module_entry {
  std::string_view name;
  int (*open)(lua_State*);  // pushes the module's table; null: the platform has it, this build does not
  calls does;
  bool always = false;      // a global without being declared
};

// Null if nobody knows the name.
const module_entry* find(std::string_view name) noexcept;
inline bool known(std::string_view name) noexcept { return find(name) != nullptr; }

// The nearest known name for a misspelt one, "" if none is near.
std::string_view nearest(std::string_view name) noexcept;

const std::vector<module_entry>& all() noexcept;

}  // namespace troupe::runtime::modules
