// What the heap of one machine holds, and how much it may.
//
// LuaJIT collects when the heap has doubled, and cannot collect in the middle of an allocation; a plain limit would kill a healthy
// process with 40 MiB live under a limit of 64. So from three quarters of the limit on the collector runs early and faster, an
// allocation beyond the limit is still granted (up to a quarter more) and the heap is collected whole at the next instruction, and
// only if that does not help `not enough memory` is raised.
// Thread: the machine's.
#pragma once

#include "runtime/lua/slab_heap.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

struct lua_State;

namespace troupe::runtime::lua {

class vm;

class memory_account {
public:
  // Without a limit at first. `owner` may be null where no machine is: then nothing asks for it.
  explicit memory_account(vm* owner) noexcept : owner_(owner) {}

  // The account of the machine that L belongs to.
  static memory_account& of(lua_State* L) noexcept;

  // Addresses of the metatables of our types, by number (userdata.hpp); null of one that is not registered. Numbers are given in the order
  // of first use, so that most machines know only the first few.
  static constexpr int types_max = 64;
  const void* type(int number) const noexcept {
    return number < first_types ? types_[number] : more_types_ != nullptr ? more_types_[number - first_types] : nullptr;
  }
  // False if memory runs out.
  bool set_type(int number, const void* metatable) noexcept;

  vm& owner() const noexcept { return *owner_; }
  size_t used() const noexcept { return used_; }
  size_t limit() const noexcept { return limit_; }
  void set_limit(size_t bytes) noexcept;

  // A lua_Alloc; the account is its `ud`.
  static void* allocate(void* account, void* block, size_t old_size, size_t new_size) noexcept;

  // A first slab of so many bytes; see slab_heap.
  bool reserve(size_t bytes) noexcept { return heap_.reserve(bytes); }
  std::span<const char> whole() const noexcept { return heap_.whole(); }
  // Before anything is allocated: a heap like that of `original`, which is whole, and the types that stand in there. Answers where it begins; null
  // if memory runs out.
  char* copy(const memory_account& original, size_t bytes) noexcept;

  // Whether the heap can go at once, without a walk over its objects, and how.
  bool may_drop() const noexcept { return heap_.may_drop(); }
  void drop() noexcept { heap_.drop(); }

  // Memory outside the heap that an object of the heap keeps alive, counted as if it lay inside. False, and nothing is counted, if it
  // would not fit.
  bool charge(size_t bytes) noexcept;
  void release(size_t bytes) noexcept;

  // Set once the state exists.
  void attach(lua_State* L) noexcept { state_ = L; }

  // The heap has grown beyond its limit or an allocation was refused: to be collected at the next safe point.
  bool in_want() const noexcept { return in_want_; }
  // After a full collection: whether the heap fits again.
  bool relieved() noexcept;
  // The error was raised for the first time: room for the program to deal with it.
  void grant_reserve() noexcept;
  bool reserve_granted() const noexcept { return reserve_granted_; }

private:
  bool may_grow(size_t bytes) noexcept;

  static constexpr int first_types = 16;
  const void* types_[first_types] = {};
  std::unique_ptr<const void*[]> more_types_;

  vm* owner_;
  slab_heap heap_;
  lua_State* state_ = nullptr;
  size_t used_ = 0;
  size_t outside_ = 0;         // of it, what was charged
  size_t limit_ = SIZE_MAX;
  size_t mark_ = SIZE_MAX;     // from here on may_grow is asked
  size_t ceiling_ = SIZE_MAX;  // nothing is granted beyond
  bool in_want_ = false;
  bool reserve_granted_ = false;
};

// What one object was charged; gives it back when the object goes.
//
// Rule: every object that a program may let hold much outside the heap has one. It is charged when the object stands on the stack and holds
// what it is charged for, so that a raise leaves both to the collector.
class outside_memory {
public:
  outside_memory() noexcept = default;
  outside_memory(const outside_memory&) = delete;
  outside_memory& operator=(const outside_memory&) = delete;
  ~outside_memory() { release(); }

  // Counts so many bytes more. Raises `not enough memory`, and counts nothing, if they do not fit after a whole collection.
  void charge(lua_State* L, size_t bytes);
  // The same where something has to be undone first: false instead of the raise.
  bool try_charge(lua_State* L, size_t bytes);
  // So many bytes in all, where what is held has changed.
  void settle(lua_State* L, size_t bytes);
  // For what can do without: neither collects nor raises, and counts nothing if they do not fit.
  bool try_settle(lua_State* L, size_t bytes) noexcept;
  void release() noexcept {
    if (account_ != nullptr)
      account_->release(bytes_);
    bytes_ = 0;
  }
  size_t bytes() const noexcept { return bytes_; }

private:
  memory_account* account_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace troupe::runtime::lua
