// Memory for one syntax tree: handed out piece by piece, released all at once.
//
// Invariants: what lives here needs no destructor; pointers stay valid until the arena goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

namespace troupe::syntax {

class arena {
public:
  arena() = default;
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;

  template <class T>
  T* make() {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignment);
    return new (allocate(sizeof(T))) T{};
  }

  // A copy of the values, for lists whose length was not known while they were read.
  template <class T>
  std::span<T> copy(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
    if (values.empty())
      return {};
    void* const memory = allocate(values.size_bytes());
    std::memcpy(memory, values.data(), values.size_bytes());
    return {static_cast<T*>(memory), values.size()};
  }

private:
  static constexpr size_t alignment = alignof(void*);
  static constexpr size_t block_bytes_min = size_t{16} * 1024;
  static constexpr size_t block_bytes_max = size_t{1024} * 1024;

  void* allocate(size_t bytes) {
    bytes = (bytes + alignment - 1) & ~(alignment - 1);
    if (bytes > left_)
      refill(bytes);
    std::byte* const result = next_;
    next_ += bytes;
    left_ -= bytes;
    return result;
  }

  void refill(size_t bytes) {
    const size_t size = bytes > block_bytes_ ? bytes : block_bytes_;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    next_ = blocks_.back().get();
    left_ = size;
    if (block_bytes_ < block_bytes_max)
      block_bytes_ *= 2;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  size_t left_ = 0;
  size_t block_bytes_ = block_bytes_min;
};

}  // namespace troupe::syntax
