// Text that grows while a Lua value is walked: in the frame at first, then in a userdata at a fixed stack slot.
//
// Nothing to destroy, so frames that hold one may raise; what it has grown into is collected by Lua and counts as the machine's
// memory. Thread: the machine's.
#pragma once

#include "runtime/lua/lua.hpp"

#include <cstddef>
#include <cstring>
#include <string_view>

namespace troupe::runtime::modules {

class text_builder {
public:
  // Takes one stack slot.
  explicit text_builder(lua_State* L) : state_(L) {
    lua_pushnil(L);
    slot_ = lua_gettop(L);
  }
  text_builder(const text_builder&) = delete;
  text_builder& operator=(const text_builder&) = delete;

  // Room for `size` bytes, of which `commit` says how many were used. May raise for memory.
  char* reserve(size_t size) {
    if (capacity_ - size_ < size)
      grow(size);
    return bytes_ + size_;
  }
  void commit(size_t size) noexcept { size_ += size; }

  void put(char c) {
    *reserve(1) = c;
    commit(1);
  }
  void put(std::string_view text) {
    if (text.empty())
      return;
    std::memcpy(reserve(text.size()), text.data(), text.size());
    commit(text.size());
  }

  size_t size() const noexcept { return size_; }

  // Pushes the text as a Lua string.
  void push() const { lua_pushlstring(state_, bytes_, size_); }

private:
  void grow(size_t more) {
    const size_t capacity = capacity_ + (more > capacity_ ? more : capacity_);
    auto* moved = static_cast<char*>(lua_newuserdata(state_, capacity));
    std::memcpy(moved, bytes_, size_);
    lua_replace(state_, slot_);
    bytes_ = moved;
    capacity_ = capacity;
  }

  lua_State* state_;
  int slot_ = 0;
  char first_[1024];
  char* bytes_ = first_;
  size_t size_ = 0;
  size_t capacity_ = sizeof first_;
};

}  // namespace troupe::runtime::modules
