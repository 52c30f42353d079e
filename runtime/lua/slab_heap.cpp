#include "runtime/lua/slab_heap.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace troupe::runtime::lua {

namespace {

constexpr size_t slab_bytes = 2048;
// For a machine that has outgrown the small ones; from malloc. The first are of a size that a machine a little too large for them fills: pages
// that one machine has touched stay resident under the next, so what is reserved is resident in the end.
constexpr size_t middle_bytes = 8 * 1024;
constexpr size_t wide_bytes = 64 * 1024;
constexpr uint8_t middle_max = 8;
constexpr size_t piece_slabs = 128;  // taken from the system at once
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
      auto* piece = static_cast<char*>(std::aligned_alloc(4096, piece_slabs * slab_bytes));  // pages of its own
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

// What stands before the blocks of a wide slab.
struct wide_head {
  char* next;
  size_t bytes;
};

wide_head& head_of(char* slab) noexcept {
  return *reinterpret_cast<wide_head*>(slab);
}

}  // namespace

bool slab_heap::in_slab(const void* block) const noexcept {
  const auto inside = [at = static_cast<const char*>(block)](const char* slab, size_t bytes) {
    return std::less_equal<>{}(slab, at) && std::less<>{}(at, slab + bytes);
  };
  for (uint8_t i = 0; i < slab_count_; ++i)
    if (inside(slabs_[i], slab_bytes))
      return true;
  for (char* wide = wide_slabs_; wide != nullptr; wide = head_of(wide).next)
    if (inside(wide, head_of(wide).bytes))
      return true;
  return false;
}

bool slab_heap::add_slab() noexcept {
  if (slab_count_ < slabs_max) {
    char* slab = here().take();
    if (slab == nullptr)
      return false;
    slabs_[slab_count_++] = slab;
    next_ = slab;
    end_ = slab + slab_bytes;
    return true;
  }
  if (wide_count_ == middle_max + slabs_max)
    return false;
  static_assert(sizeof(wide_head) <= step);
  const size_t bytes = wide_count_ < middle_max ? middle_bytes : wide_bytes;
  auto* wide = static_cast<char*>(std::malloc(bytes));
  if (wide == nullptr)
    return false;
  head_of(wide) = {std::exchange(wide_slabs_, wide), bytes};
  ++wide_count_;
  next_ = wide + step;
  end_ = wide + bytes;
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
  while (wide_slabs_ != nullptr)
    std::free(std::exchange(wide_slabs_, head_of(wide_slabs_).next));
  for (uint8_t i = 0; i < large_count_; ++i)
    std::free(large_[i]);
  slab_count_ = wide_count_ = large_count_ = 0;
  spilled_ = overflowed_ = false;
  next_ = end_ = nullptr;
  free_.fill(nullptr);
}

}  // namespace troupe::runtime::lua
