// Loaded before the C library (LD_PRELOAD): makes what is written to the journal fail as a full or broken disk does, while the test says so.
//
// The file named by TROUPE_TEST_IO holds a call and an errno, as `write 28`; calls: write (pages), meta (the page that makes a commit valid),
// sync. Everything works while it is empty or not there.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

// LMDB writes whole pages, and the end of a meta page.
constexpr size_t page_bytes = 4096;

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool is_journal(int fd) {
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path);
  return size > 0 && std::string(path, static_cast<size_t>(size)).ends_with("/journal/data.mdb");
}

// The errno that the call is to fail with; 0 for none.
int planned(int fd, const char* call) {
  const char* plan = std::getenv("TROUPE_TEST_IO");
  if (plan == nullptr || !is_journal(fd))
    return 0;
  std::FILE* from = std::fopen(plan, "re");
  if (from == nullptr)
    return 0;
  char which[16];
  int code = 0;
  if (std::fscanf(from, "%15s %d", which, &code) != 2 || std::strcmp(which, call) != 0)
    code = 0;
  std::fclose(from);
  return code;
}

ssize_t refused(int code) {
  errno = code;
  return -1;
}

}  // namespace

extern "C" ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  if (const int code = planned(fd, size < page_bytes ? "meta" : "write"))
    return refused(code);
  return next<ssize_t(int, const void*, size_t, off_t)>("pwrite")(fd, bytes, size, at);
}

extern "C" ssize_t writev(int fd, const iovec* parts, int count) {
  if (const int code = planned(fd, "write"))
    return refused(code);
  return next<ssize_t(int, const iovec*, int)>("writev")(fd, parts, count);
}

extern "C" int fdatasync(int fd) {
  if (const int code = planned(fd, "sync"))
    return static_cast<int>(refused(code));
  return next<int(int)>("fdatasync")(fd);
}
