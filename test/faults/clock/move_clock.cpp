// Loaded before the C library (LD_PRELOAD): the wall clock runs ahead by as many seconds as the file named by TROUPE_TEST_CLOCK says, 0 while it is
// empty or not there. The clocks that programs wait by are left alone, as by an operator who sets the time.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <dlfcn.h>

namespace {

long ahead_seconds() {
  const char* path = std::getenv("TROUPE_TEST_CLOCK");
  std::FILE* from = path != nullptr ? std::fopen(path, "re") : nullptr;
  if (from == nullptr)
    return 0;
  long seconds = 0;
  if (std::fscanf(from, "%ld", &seconds) != 1)
    seconds = 0;
  std::fclose(from);
  return seconds;
}

}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* now) noexcept {
  static auto* const real = reinterpret_cast<int (*)(clockid_t, timespec*)>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int status = real(which, now);
  if (status == 0 && which == CLOCK_REALTIME)
    now->tv_sec += ahead_seconds();
  return status;
}
