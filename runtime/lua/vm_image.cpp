#include "runtime/lua/vm_image.hpp"

#include "runtime/lua/border.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/random.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

namespace troupe::runtime::lua {

#ifndef TROUPE_SYSTEM_LUAJIT

namespace {

using word = uint64_t;

// Room for the machine that is copied; what is too much of it is never touched.
constexpr size_t original_bytes = 64 * 1024;

// What the first slab of a copy has beyond the bytes that it begins with. An idle process needs about as much, and the whole is of a size that
// the allocator has a class of.
constexpr size_t room_bytes = 1024;
constexpr size_t size_step = 2048;

struct image {
  std::unique_ptr<vm> original;   // never runs
  std::vector<uint32_t> pointers;  // words of its slab that point into it
  size_t slab_bytes = 0;           // of a copy
};

word word_at(std::span<const char> bytes, size_t number) noexcept {
  word value = 0;
  std::memcpy(&value, bytes.data() + number * sizeof value, sizeof value);
  return value;
}

std::optional<std::vector<uint32_t>> pointers_of(std::span<const char> one, std::span<const char> other, size_t besides) {
  if (one.empty() || one.size() != other.size())
    return std::nullopt;
  const word distance = reinterpret_cast<word>(other.data()) - reinterpret_cast<word>(one.data());
  std::vector<uint32_t> found;
  for (size_t i = 0; i < one.size() / sizeof(word); ++i) {
    if (i == besides || word_at(one, i) == word_at(other, i))
      continue;
    if (word_at(other, i) - word_at(one, i) != distance)
      return std::nullopt;
    found.push_back(static_cast<uint32_t>(i));
  }
  return found;
}

// Numbers for LuaJIT's own generator, which places machine code; programs' random numbers come from the system.
word next_random() noexcept {
  thread_local word state = [] {
    word seed = 0;
    system_random(&seed, sizeof seed);
    return seed;
  }();
  word z = state += 0x9e3779b97f4a7c15U;  // SplitMix64, Steele, Lea, Flood 2014
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

struct vm_image_maker {
  static std::unique_ptr<vm> original(const vm_seed& seed) {
    std::unique_ptr<vm> made{new vm};
    return made->memory_.reserve(original_bytes) && made->open(true, seed) ? std::move(made) : nullptr;
  }

  static std::optional<image> make() {
    vm_seed seed{};
    system_random(seed.data(), sizeof seed);
    image made{original(seed), {}, 0};
    const std::unique_ptr<vm> other = original(seed);
    if (made.original == nullptr || other == nullptr)
      return std::nullopt;
    const std::span<const char> bytes = made.original->memory_.whole();
    const auto account_at = reinterpret_cast<const char*>(&G(made.original->state_)->allocd) - bytes.data();
    auto pointers = pointers_of(bytes, other->memory_.whole(), static_cast<size_t>(account_at) / sizeof(word));
    if (!pointers)
      return std::nullopt;
    made.pointers = std::move(*pointers);
    made.slab_bytes = (bytes.size() + room_bytes + size_step - 1) / size_step * size_step;
    return made;
  }

  // Never destroyed, since threads may outlive static objects.
  static const std::optional<image>& shared() {
    static const std::optional<image>& one = *new std::optional<image>{make()};
    return one;
  }

  static std::unique_ptr<vm> copy(const image& from) {
    std::unique_ptr<vm> made{new vm};
    char* bytes = made->memory_.copy(from.original->memory_, from.slab_bytes);
    if (bytes == nullptr)
      return nullptr;
    const auto distance = static_cast<word>(bytes - from.original->memory_.whole().data());
    auto* words = reinterpret_cast<word*>(bytes);
    for (const uint32_t each : from.pointers)
      words[each] += distance;
    made->state_ = reinterpret_cast<lua_State*>(reinterpret_cast<char*>(from.original->state_) + distance);
    made->run_anchor_ = from.original->run_anchor_;
    global_State* whole = G(made->state_);
    whole->allocd = &made->memory_;
    for (word& each : whole->prng.u)
      each = next_random() | word{1} << 20U;  // as lj_prng.c wants them
    made->memory_.attach(made->state_);
    return made;
  }
};

std::unique_ptr<vm> vm_image::copy() {
  const std::optional<image>& from = vm_image_maker::shared();
  return from ? vm_image_maker::copy(*from) : nullptr;
}

bool vm_image::available() { return vm_image_maker::shared().has_value(); }

#else

std::unique_ptr<vm> vm_image::copy() { return nullptr; }
bool vm_image::available() { return false; }

#endif

}  // namespace troupe::runtime::lua
