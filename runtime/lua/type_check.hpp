// Whether a Lua value is of a type (lua-language.md section 1.6, "Validation rules"). Nothing is converted.
//
// Thread: the machine's. Raises when the stack or memory runs out, or when a check takes unreasonably long.
#pragma once

#include "runtime/lua/type_graph.hpp"

struct lua_State;

namespace troupe::runtime::lua {

inline constexpr int type_depth_max = 64;

// The first thing that is wrong, and where. Trivially destructible: checks raise across it. The texts belong to the checked value
// and to the type.
struct type_mismatch {
  enum class reason : uint8_t { wrong_type, field_missing, constraint, unresolved, too_deep };
  struct step {
    const char* key;  // null: `position` counts
    size_t key_bytes;
    double position;
  };

  reason why = reason::wrong_type;
  const type_node* expected = nullptr;
  const char* got = nullptr;
  const type_validator* validator = nullptr;
  step path[type_depth_max + 1];
  int path_length = 0;
};

// The value at a positive index.
bool is_of_type(lua_State* L, int index, const type_node& t, type_mismatch& problem);

// `list[2].name`, and `<path>: expected string, got nil` and the like.
std::string path_text(const type_mismatch& problem);
std::string message_text(const type_mismatch& problem);

}  // namespace troupe::runtime::lua
