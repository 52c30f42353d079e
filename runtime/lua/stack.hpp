// Values to a Lua stack and back, by the copy rules of process.md section 11.
//
// Thread: the one that runs the machine. The functions named *_at may raise a Lua error (out of memory, too deep), so callers
// hold nothing with a destructor across them; the buffers they need belong to the vm.
#pragma once

#include "runtime/value.hpp"

#include <cstddef>
#include <optional>
#include <string>

struct lua_State;

namespace troupe::runtime::lua {

// Tables already written by one encoding, for shared references and cycles. Owned by the vm and reused.
class table_numbers {
public:
  void clear() noexcept { tables_.clear(); }
  // The number of a table seen before; otherwise remembers it under the next number.
  std::optional<size_t> find_or_add(const void* table);

private:
  std::vector<std::pair<const void*, size_t>> tables_;  // sorted once it is long; see cpp
};

// Appends the item at `index` to the writer. What is not portable becomes nil. Raises `value nests deeper than ...`.
void encode_at(lua_State* L, int index, value_writer& to, table_numbers& seen);

// Encodes `count` items from `first` on with the buffers of the machine's vm. Raises as above.
value encode_range(lua_State* L, int first, int count);

// Pushes all items of a sequence; answers how many. Raises when memory or stack runs out.
int push_items(lua_State* L, std::string_view bytes);
inline int push_items(lua_State* L, const value& v) { return push_items(L, v.bytes()); }

// Pushes the first item, or nil.
void push_first(lua_State* L, std::string_view bytes);
inline void push_first(lua_State* L, const value& v) { push_first(L, v.bytes()); }

}  // namespace troupe::runtime::lua
