#include "runtime/lua/slab_heap.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

namespace troupe::runtime::lua {

namespace {

constexpr size_t slab_bytes = 4096;      // aligned to its size, so that a block tells its slab
constexpr size_t wide_bytes = 64 * 1024;  // likewise; for a machine that has outgrown the small ones, and not kept in stock
constexpr size_t piece_slabs = 64;   // taken from the system at once
constexpr size_t kept_by_thread = 256;

// Slabs without an owner. They are never given back to the system: what a burst of processes needed, the next one needs again.
class stock {
public:
  // The program's only one; never destroyed, since threads may outlive static objects.
  static stock& shared() {
    static stock& one = *new stock;
    return one;
  }

  void take(std::vector<char*>& into) noexcept {
    const std::lock_guard lock{guard_};
    if (slabs_.empty()) {
      auto* piece = static_cast<char*>(std::aligned_alloc(slab_bytes, piece_slabs * slab_bytes));
      if (piece == nullptr)
        return;
      for (size_t i = 0; i < piece_slabs; ++i)
        slabs_.push_back(piece + i * slab_bytes);
    }
    for (size_t i = 0; i < piece_slabs && !slabs_.empty(); ++i) {
      into.push_back(slabs_.back());
      slabs_.pop_back();
    }
  }

  void put(std::vector<char*>& from, size_t leave) noexcept {
    const std::lock_guard lock{guard_};
    while (from.size() > leave) {
      slabs_.push_back(from.back());
      from.pop_back();
    }
  }

private:
  std::mutex guard_;
  std::vector<char*> slabs_;
};

// A thread's own few, so that a spawn takes no lock.
struct local_stock {
  std::vector<char*> slabs;

  ~local_stock() { stock::shared().put(slabs, 0); }

  char* take() noexcept {
    if (slabs.empty())
      stock::shared().take(slabs);
    if (slabs.empty())
      return nullptr;
    char* slab = slabs.back();
    slabs.pop_back();
    return slab;
  }

  void put(char* slab) noexcept {
    slabs.push_back(slab);
    if (slabs.size() > kept_by_thread)
      stock::shared().put(slabs, kept_by_thread / 2);
  }
};

local_stock& here() {
  thread_local local_stock mine;
  return mine;
}

}  // namespace

bool slab_heap::in_slab(const void* block) const noexcept {
  const auto among = [at = reinterpret_cast<uintptr_t>(block)](const auto& slabs, uint8_t count, size_t bytes) {
    const auto* slab = reinterpret_cast<const char*>(at & ~(bytes - 1));
    return std::find(slabs.begin(), slabs.begin() + count, slab) != slabs.begin() + count;
  };
  return among(slabs_, slab_count_, slab_bytes) || among(wide_slabs_, wide_count_, wide_bytes);
}

bool slab_heap::add_slab() noexcept {
  char* slab = nullptr;
  size_t bytes = slab_bytes;
  if (slab_count_ < slabs_max) {
    slab = here().take();
    if (slab != nullptr)
      slabs_[slab_count_++] = slab;
  } else if (wide_count_ < slabs_max) {
    bytes = wide_bytes;
    slab = static_cast<char*>(std::aligned_alloc(wide_bytes, wide_bytes));
    if (slab != nullptr)
      wide_slabs_[wide_count_++] = slab;
  }
  if (slab == nullptr)
    return false;
  next_ = slab;
  end_ = slab + bytes;
  return true;
}

void* slab_heap::from_slab(size_t bytes) noexcept {
  if (static_cast<size_t>(end_ - next_) < bytes && !add_slab())
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
  if (bytes > small_max)
    return from_system(bytes);
  const size_t number = class_of(bytes);
  if (free_block* block = free_[number]) {
    free_[number] = block->next;
    return block;
  }
  if (void* block = from_slab(number * step))
    return block;
  spilled_ = true;
  return from_system(number * step);  // of the whole class, as its free list may hand it on
}

void slab_heap::release(void* block, size_t bytes) noexcept {
  if (bytes <= small_max && (!spilled_ || in_slab(block))) {
    auto* freed = static_cast<free_block*>(block);
    freed->next = free_[class_of(bytes)];
    free_[class_of(bytes)] = freed;
    return;
  }
  forget(block);
  std::free(block);
}

void* slab_heap::resize(void* block, size_t old_bytes, size_t bytes) noexcept {
#if !defined(__SANITIZE_ADDRESS__)
  if (old_bytes <= small_max && bytes <= small_max && class_of(old_bytes) == class_of(bytes))
    return block;
#endif
  if (old_bytes > small_max && bytes > small_max) {
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
  for (uint8_t i = 0; i < slab_count_; ++i)
    here().put(slabs_[i]);
  for (uint8_t i = 0; i < wide_count_; ++i)
    std::free(wide_slabs_[i]);
  for (uint8_t i = 0; i < large_count_; ++i)
    std::free(large_[i]);
  slab_count_ = wide_count_ = large_count_ = 0;
  spilled_ = overflowed_ = false;
  next_ = end_ = nullptr;
  free_.fill(nullptr);
}

}  // namespace troupe::runtime::lua
