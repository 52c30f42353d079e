#include "runtime/lua/memory_account.hpp"

#include "runtime/lua/border.hpp"
#include "runtime/lua/slice.hpp"

#include <algorithm>
#include <cstdlib>

namespace troupe::runtime::lua {

namespace {

// Work of the collector an allocated byte causes, in percent, while the heap is near its limit; 200 otherwise.
constexpr int hurried_step = 800;

// Brings the next collection forward, so that it ends before the room does. The collector knows of the heap alone; what is charged
// for lies outside, so its steps begin the earlier the larger that share is.
void collect_early([[maybe_unused]] lua_State* L, [[maybe_unused]] size_t room, [[maybe_unused]] double inside) noexcept {
#ifndef TROUPE_SYSTEM_LUAJIT
  GCState& gc = G(L)->gc;
  gc.threshold = std::min<GCSize>(gc.threshold, gc.total + static_cast<GCSize>(static_cast<double>(room / 2) * inside));
  gc.stepmul = hurried_step;
#endif
}

}  // namespace

memory_account& memory_account::of(lua_State* L) noexcept {
  return *static_cast<memory_account*>(border::allocator_data(L));
}

char* memory_account::copy(const memory_account& original, size_t bytes) noexcept {
  char* made = original.more_types_ == nullptr ? heap_.copy(original.heap_, bytes) : nullptr;
  if (made == nullptr)
    return nullptr;
  const char* from = original.whole().data();
  for (int i = 0; i < first_types; ++i)
    types_[i] = original.types_[i] == nullptr ? nullptr : made + (static_cast<const char*>(original.types_[i]) - from);
  used_ = original.used_;
  return made;
}

bool memory_account::set_type(int number, const void* metatable) noexcept {
  if (number < first_types) {
    types_[number] = metatable;
    return true;
  }
  if (more_types_ == nullptr)
    more_types_.reset(new (std::nothrow) const void*[types_max - first_types]{});
  if (more_types_ == nullptr)
    return false;
  more_types_[number - first_types] = metatable;
  return true;
}

void memory_account::set_limit(size_t bytes) noexcept {
  limit_ = bytes;
  if (bytes == SIZE_MAX)
    return;
  mark_ = bytes / 4 * 3;
  ceiling_ = bytes + bytes / 4;
}

void* memory_account::allocate(void* account, void* block, size_t old_size, size_t new_size) noexcept {
  auto& self = *static_cast<memory_account*>(account);
  if (new_size == 0) {
    if (block != nullptr) {
      self.used_ -= old_size;
      self.heap_.release(block, old_size);
    }
    return nullptr;
  }
  if (new_size > old_size && self.used_ + (new_size - old_size) > self.mark_) [[unlikely]]
    if (!self.may_grow(new_size - old_size))
      return nullptr;
  void* moved = block == nullptr ? self.heap_.allocate(new_size) : self.heap_.resize(block, old_size, new_size);
  if (moved != nullptr)
    self.used_ += new_size - old_size;
  return moved;
}

bool memory_account::may_grow(size_t bytes) noexcept {
  if (state_ == nullptr)
    return true;
  const size_t after = used_ + bytes;
  if (after <= limit_) {
    collect_early(state_, limit_ - after, static_cast<double>(used_ - outside_) / static_cast<double>(used_ + 1));
    return true;
  }
  in_want_ = true;
  if (slice* here = slice::current())
    here->try_arm();
  return after <= ceiling_;
}

bool memory_account::charge(size_t bytes) noexcept {
  if (used_ + bytes > mark_ && !may_grow(bytes))
    return false;
  used_ += bytes;
  outside_ += bytes;
  return true;
}

void memory_account::release(size_t bytes) noexcept {
  used_ -= bytes;
  outside_ -= bytes;
}

bool outside_memory::try_charge(lua_State* L, size_t bytes) {
  memory_account& account = memory_account::of(L);
  if (!account.charge(bytes)) {
    lua_gc(L, LUA_GCCOLLECT, 0);  // what is in the way may be what nobody holds any more
    if (!account.charge(bytes))
      return false;
  }
  account_ = &account;
  bytes_ += bytes;
  return true;
}

void outside_memory::charge(lua_State* L, size_t bytes) {
  if (!try_charge(L, bytes))
    luaL_error(L, "not enough memory");
}

void outside_memory::settle(lua_State* L, size_t bytes) {
  if (bytes > bytes_)
    charge(L, bytes - bytes_);
  else
    try_settle(L, bytes);
}

bool outside_memory::try_settle(lua_State* L, size_t bytes) noexcept {
  if (bytes > bytes_) {
    memory_account& account = memory_account::of(L);
    if (!account.charge(bytes - bytes_))
      return false;
    account_ = &account;
  } else if (bytes < bytes_) {
    account_->release(bytes_ - bytes);
  }
  bytes_ = bytes;
  return true;
}

bool memory_account::relieved() noexcept {
  in_want_ = false;
  return used_ <= limit_;
}

void memory_account::grant_reserve() noexcept {
  reserve_granted_ = true;
  set_limit(limit_ + limit_ / 8);
}

}  // namespace troupe::runtime::lua
