// Where the objects of one machine lie. A young or small heap lives in slabs of its own, so that the end of a process gives back a
// handful of slabs instead of thousands of objects; what outgrows them comes from malloc.
//
// Thread: the machine's. Errors: null when memory runs out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

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

  // A first slab of so many bytes, zeroed; before anything is allocated. False if memory runs out.
  bool reserve(size_t bytes) noexcept;
  // The first slab up to where it is used, its head included, if everything lies in there; else empty.
  std::span<const char> whole() const noexcept;
  // Before anything is allocated: a first slab of so many bytes with a copy of all that `original` holds in its own. Answers where it begins. What
  // the copied bytes point to is the caller's to see to. Null if memory runs out.
  char* copy(const slab_heap& original, size_t bytes) noexcept;

  // Whether every block is known, so that `drop` frees all of them.
  bool may_drop() const noexcept { return !overflowed_; }
  // Frees every block that is known.
  void drop() noexcept;

private:
  struct free_block {
    free_block* next;
  };
  struct slab {  // what stands before its blocks
    slab* next;
    size_t bytes;
  };
  static constexpr size_t step = 16;
  static constexpr size_t fine_max = 512;    // up to here a class each 16 bytes,
  static constexpr size_t coarse_step = 128;  // and beyond each 128
  static constexpr size_t small_max = 1024;  // what is larger comes from malloc
  static constexpr size_t fine_classes = fine_max / step;
  static constexpr size_t classes = fine_classes + (small_max - fine_max) / coarse_step;
  static constexpr size_t large_max = 16;

  static size_t class_of(size_t bytes) noexcept {
    return bytes <= fine_max ? (bytes + step - 1) / step : fine_classes + (bytes - fine_max + coarse_step - 1) / coarse_step;
  }
  static size_t bytes_of_class(size_t number) noexcept {
    return number <= fine_classes ? number * step : fine_max + (number - fine_classes) * coarse_step;
  }
  bool in_slab(const void* block) const noexcept;
  bool add_slab(size_t block_bytes) noexcept;
  bool begin_slab(size_t bytes) noexcept;
  void* from_slab(size_t bytes) noexcept;
  void* from_system(size_t bytes) noexcept;
  void remember(void* block) noexcept;
  void forget(void* block) noexcept;

  std::array<free_block*, classes + 1> free_{};
  char* next_ = nullptr;  // the unused rest of the newest slab
  char* end_ = nullptr;
  slab* slabs_ = nullptr;  // a list, the newest first
  void* first_ = nullptr;  // a large block in the first slab: the state
  std::array<void*, large_max> large_{};
  uint8_t slab_count_ = 0;
  uint8_t large_count_ = 0;
  bool spilled_ = false;     // small blocks may lie outside the slabs
  bool overflowed_ = false;  // blocks beyond slabs and `large_` exist or existed
};

}  // namespace troupe::runtime::lua
