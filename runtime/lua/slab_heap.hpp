// Where the objects of one machine lie. A young or small heap lives in slabs of its own, so that the end of a process gives back a
// handful of slabs instead of thousands of objects; what outgrows them comes from malloc.
//
// Thread: the machine's. Errors: null when memory runs out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace troupe::runtime::lua {

class slab_heap {
public:
  slab_heap() = default;
  slab_heap(const slab_heap&) = delete;
  slab_heap& operator=(const slab_heap&) = delete;
  ~slab_heap() { drop(); }

  void* allocate(size_t bytes) noexcept;
  void release(void* block, size_t bytes) noexcept;
  void* resize(void* block, size_t old_bytes, size_t bytes) noexcept;

  // Whether every block is known, so that `drop` frees all of them.
  bool may_drop() const noexcept { return !overflowed_; }
  // Frees every block that is known.
  void drop() noexcept;

private:
  struct free_block {
    free_block* next;
  };
  static constexpr size_t step = 16;
  static constexpr size_t small_max = 512;
  static constexpr size_t slabs_max = 16;
  static constexpr size_t large_max = 16;

  static size_t class_of(size_t bytes) noexcept { return (bytes + step - 1) / step; }
  bool in_slab(const void* block) const noexcept;
  bool add_slab() noexcept;
  void* from_slab(size_t bytes) noexcept;
  void* from_system(size_t bytes) noexcept;
  void remember(void* block) noexcept;
  void forget(void* block) noexcept;

  std::array<free_block*, small_max / step + 1> free_{};
  char* next_ = nullptr;  // the unused rest of the newest slab
  char* end_ = nullptr;
  std::array<char*, slabs_max> slabs_{};
  char* wide_slabs_ = nullptr;  // a list
  std::array<void*, large_max> large_{};
  uint8_t slab_count_ = 0;
  uint8_t wide_count_ = 0;
  uint8_t large_count_ = 0;
  bool spilled_ = false;     // small blocks may lie outside the slabs
  bool overflowed_ = false;  // blocks beyond slabs and `large_` exist or existed
};

}  // namespace troupe::runtime::lua
