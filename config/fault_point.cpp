#include "config/fault_point.hpp"

#ifdef TROUPE_FAULTS

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace troupe {

namespace {

struct plan {
  std::string name;
  uint64_t nth = 0;
  int count_file = -1;
  std::atomic<uint64_t> passed{0};

  plan() {
    if (const char* wish = std::getenv("TROUPE_FAULT")) {
      const std::string_view text{wish};
      const size_t colon = text.rfind(':');
      if (colon != std::string_view::npos) {
        name = text.substr(0, colon);
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), nth);
      }
    }
    if (const char* file = std::getenv("TROUPE_FAULT_COUNT"))
      count_file = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
};

plan& the_plan() {
  static plan one;
  return one;
}

}  // namespace

void fault_point(const char* name) noexcept {
  plan& now = the_plan();
  if (now.count_file >= 0) {
    const std::string line = std::string{name} + "\n";
    if (write(now.count_file, line.data(), line.size()) < 0)
      std::abort();  // the test would count wrong
  }
  if (now.nth != 0 && now.name == name && ++now.passed == now.nth)
    raise(SIGKILL);
}

}  // namespace troupe

#endif
