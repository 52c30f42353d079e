// What a fuzz target is: a function that must come back from any bytes, under libFuzzer or under our own driver (driver.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

namespace troupe::fuzz {

inline std::string_view text_of(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// A broken promise is as bad as a wrong access.
inline void require(bool kept, const char* promise, std::string_view detail = {}) {
  if (kept)
    return;
  std::fprintf(stderr, "broken promise: %s\n%s\n", promise, std::string{detail}.c_str());
  std::abort();
}

}  // namespace troupe::fuzz
