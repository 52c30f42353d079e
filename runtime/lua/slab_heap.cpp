#include "runtime/lua/slab_heap.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <utility>

namespace troupe::runtime::lua {

namespace {

// The first slab holds the state itself and much of what an idle machine needs; then come small ones, so that the last one wastes little,
// and larger ones for a machine that has outgrown these. Each is of a size that the allocator has a class of, so nothing lies between two.
constexpr size_t first_bytes = 8 * 1024;
constexpr struct {
  uint8_t till;  // so many slabs
  size_t bytes;  // have at most these
} slab_sizes[] = {{1, first_bytes}, {9, 1024}, {20, 2048}, {28, 8 * 1024}, {44, 64 * 1024}};

// Of the slab that comes after `count` others and has to hold a block of `bytes` behind its head; 0 if no more is to come.
constexpr size_t slab_bytes(uint8_t count, size_t bytes) noexcept {
  for (const auto& [till, of_these] : slab_sizes)
    if (count < till && bytes <= of_these)
      return of_these;
  return 0;
}

}  // namespace

bool slab_heap::in_slab(const void* block) const noexcept {
  const auto* at = static_cast<const char*>(block);
  for (const slab* each = slabs_; each != nullptr; each = each->next) {
    const auto* begin = reinterpret_cast<const char*>(each);
    if (std::less_equal<>{}(begin, at) && std::less<>{}(at, begin + each->bytes))
      return true;
  }
  return false;
}

bool slab_heap::add_slab(size_t block_bytes) noexcept {
  static_assert(sizeof(slab) == step);
  const size_t bytes = slab_bytes(slab_count_, step + block_bytes);
  return bytes != 0 && begin_slab(bytes);
}

bool slab_heap::begin_slab(size_t bytes) noexcept {
  auto* made = static_cast<slab*>(std::malloc(bytes));
  if (made == nullptr)
    return false;
  *made = {std::exchange(slabs_, made), bytes};
  ++slab_count_;
  next_ = reinterpret_cast<char*>(made) + step;
  end_ = reinterpret_cast<char*>(made) + bytes;
  return true;
}

bool slab_heap::reserve(size_t bytes) noexcept {
  if (!begin_slab(bytes))
    return false;
  std::memset(next_, 0, static_cast<size_t>(end_ - next_));
  return true;
}

std::span<const char> slab_heap::whole() const noexcept {
  if (slab_count_ != 1 || large_count_ != 0 || spilled_ || overflowed_)
    return {};
  return {reinterpret_cast<const char*>(slabs_), next_};
}

char* slab_heap::copy(const slab_heap& original, size_t bytes) noexcept {
  const std::span<const char> from = original.whole();
  if (from.empty() || from.size() > bytes || !begin_slab(bytes))
    return nullptr;
  auto* begin = reinterpret_cast<char*>(slabs_);
  std::memcpy(begin + step, from.data() + step, from.size() - step);
  next_ = begin + from.size();
  const auto moved = [&](const void* block) -> void* {
    return block == nullptr ? nullptr : begin + (static_cast<const char*>(block) - from.data());
  };
  for (size_t i = 0; i < free_.size(); ++i)
    free_[i] = static_cast<free_block*>(moved(original.free_[i]));
  first_ = moved(original.first_);
  return begin;
}

void* slab_heap::from_slab(size_t bytes) noexcept {
  if (static_cast<size_t>(end_ - next_) < bytes && !add_slab(bytes))
    return nullptr;
  char* block = next_;
  next_ += bytes;
  return block;
}

void slab_heap::remember(void* block) noexcept {
  if (large_count_ == large_max)
    overflowed_ = true;
  else
    large_[large_count_++] = block;
}

void slab_heap::forget(void* block) noexcept {
  for (uint8_t i = 0; i < large_count_; ++i)
    if (large_[i] == block) {
      large_[i] = large_[--large_count_];
      return;
    }
}

void* slab_heap::from_system(size_t bytes) noexcept {
  void* block = std::malloc(bytes);
  if (block != nullptr)
    remember(block);
  return block;
}

void* slab_heap::allocate(size_t bytes) noexcept {
#if defined(__SANITIZE_ADDRESS__)
  spilled_ = true;
  return from_system(bytes);  // so that the sanitizer sees every block
#endif
  if (bytes > small_max) {
    const size_t rounded = (bytes + step - 1) / step * step;
    const size_t room = slab_count_ == 0 ? first_bytes - step : slab_count_ == 1 && first_ == nullptr ? static_cast<size_t>(end_ - next_) : 0;
    if (rounded <= room)
      return first_ = from_slab(rounded);
    return from_system(bytes);
  }
  const size_t number = class_of(bytes);
  if (free_block* block = free_[number]) {
    free_[number] = block->next;
    return block;
  }
  if (void* block = from_slab(bytes_of_class(number)))
    return block;
  spilled_ = true;
  return from_system(bytes_of_class(number));  // of the whole class, as its free list may hand it on
}

void slab_heap::release(void* block, size_t bytes) noexcept {
  if (bytes <= small_max && (!spilled_ || in_slab(block))) {
    auto* freed = static_cast<free_block*>(block);
    freed->next = free_[class_of(bytes)];
    free_[class_of(bytes)] = freed;
    return;
  }
  if (block == first_)
    return;  // goes with its slab
  forget(block);
  std::free(block);
}

void* slab_heap::resize(void* block, size_t old_bytes, size_t bytes) noexcept {
#if !defined(__SANITIZE_ADDRESS__)
  if (old_bytes <= small_max && bytes <= small_max && class_of(old_bytes) == class_of(bytes))
    return block;
#endif
  if (old_bytes > small_max && bytes > small_max && block != first_) {
    // Forgotten first: afterwards the address may be another's.
    const uint8_t known = large_count_;
    forget(block);
    void* moved = std::realloc(block, bytes);
    if (large_count_ != known)
      remember(moved != nullptr ? moved : block);
    return moved;
  }
  void* moved = allocate(bytes);
  if (moved == nullptr)
    return nullptr;
  std::memcpy(moved, block, std::min(old_bytes, bytes));
  release(block, old_bytes);
  return moved;
}

void slab_heap::drop() noexcept {
  while (slabs_ != nullptr)
    std::free(std::exchange(slabs_, slabs_->next));
  for (uint8_t i = 0; i < large_count_; ++i)
    std::free(large_[i]);
  slab_count_ = large_count_ = 0;
  spilled_ = overflowed_ = false;
  next_ = end_ = nullptr;
  first_ = nullptr;
  free_.fill(nullptr);
}

}  // namespace troupe::runtime::lua
