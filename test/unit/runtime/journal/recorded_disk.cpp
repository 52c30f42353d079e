#include "recorded_disk.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <fstream>
#include <iterator>

namespace troupe::test {

namespace {

recorded_disk* recording = nullptr;

constexpr size_t sector = 512;

void put(std::string& into, uint64_t at, std::string_view bytes) {
  if (into.size() < at + bytes.size())
    into.resize(at + bytes.size());
  bytes.copy(into.data() + at, bytes.size());
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

recorded_disk::recorded_disk(std::filesystem::path folder) : folder_(std::move(folder)) {
  for (const auto& each : std::filesystem::directory_iterator{folder_}) {
    std::ifstream in{each.path(), std::ios::binary};
    files_[each.path().filename()].durable.assign(std::istreambuf_iterator<char>{in}, {});
  }
  recording = this;
}

recorded_disk::~recorded_disk() {
  recording = nullptr;
}

recorded_disk* recorded_disk::current() noexcept {
  return recording;
}

void recorded_disk::crash(const std::filesystem::path& into, double kept, std::mt19937_64& random) const {
  std::bernoulli_distribution keeps{kept};
  for (const auto& [name, each] : files_) {
    if (name == "lock.mdb")
      continue;  // of the running program, made anew
    std::string left = each.durable;
    for (const write& one : each.pending)
      for (size_t from = 0; from < one.bytes.size();) {
        const size_t end = std::min<size_t>(one.bytes.size(), ((one.at + from) / sector + 1) * sector - one.at);
        if (keeps(random))
          put(left, one.at + from, std::string_view{one.bytes}.substr(from, end - from));
        from = end;
      }
    std::ofstream{into / name, std::ios::binary} << left;
  }
}

void recorded_disk::opened(int fd, const char* path, int flags) {
  const std::filesystem::path where{path};
  if (where.parent_path() != folder_)
    return;
  open_[fd] = {where.filename(), (flags & O_DSYNC) != 0};
  files_[where.filename()];
}

void recorded_disk::wrote(int fd, uint64_t at, std::string_view bytes) {
  const open_file& of = open_.at(fd);
  file& which = files_[of.name];
  ++writes_;
  if (!of.synchronous) {
    which.pending.push_back({at, std::string{bytes}});
    return;
  }
  if (at_sync)
    at_sync();
  put(which.durable, at, bytes);
  ++syncs_;
  if (at_sync)
    at_sync();
}

void recorded_disk::synced(int fd) {
  if (at_sync)
    at_sync();
  settle(files_[open_.at(fd).name]);
  ++syncs_;
  if (at_sync)
    at_sync();
}

void recorded_disk::settle(file& which) {
  for (const write& each : which.pending)
    put(which.durable, each.at, each.bytes);
  which.pending.clear();
}

}  // namespace troupe::test

// ---- the calls that are watched; while a disk records, a synchronization is noted and not carried out -----------------------------

using troupe::test::recorded_disk;

namespace {

int synced(int fd, int (*real)(int)) {
  recorded_disk* disk = recorded_disk::current();
  if (disk == nullptr)
    return real(fd);
  if (disk->watches(fd))
    disk->synced(fd);
  return 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  static auto* const real = troupe::test::next<int(const char*, int, ...)>("open");
  recorded_disk* disk = recorded_disk::current();
  const int fd = real(path, disk != nullptr ? flags & ~O_DSYNC : flags, mode);
  if (disk != nullptr && fd >= 0)
    disk->opened(fd, path, flags);
  return fd;
}

int close(int fd) {
  static auto* const real = troupe::test::next<int(int)>("close");
  if (recorded_disk* disk = recorded_disk::current())
    disk->closed(fd);
  return real(fd);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  static auto* const real = troupe::test::next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  const ssize_t written = real(fd, bytes, size, at);
  if (recorded_disk* disk = recorded_disk::current(); disk != nullptr && written > 0 && disk->watches(fd))
    disk->wrote(fd, static_cast<uint64_t>(at), {static_cast<const char*>(bytes), static_cast<size_t>(written)});
  return written;
}

ssize_t write(int fd, const void* bytes, size_t size) {
  static auto* const real = troupe::test::next<ssize_t(int, const void*, size_t)>("write");
  recorded_disk* disk = recorded_disk::current();
  const off_t at = disk != nullptr && disk->watches(fd) ? lseek(fd, 0, SEEK_CUR) : -1;
  const ssize_t written = real(fd, bytes, size);
  if (at >= 0 && written > 0)
    disk->wrote(fd, static_cast<uint64_t>(at), {static_cast<const char*>(bytes), static_cast<size_t>(written)});
  return written;
}

ssize_t writev(int fd, const iovec* pieces, int count) {
  static auto* const real = troupe::test::next<ssize_t(int, const iovec*, int)>("writev");
  recorded_disk* disk = recorded_disk::current();
  const off_t at = disk != nullptr && disk->watches(fd) ? lseek(fd, 0, SEEK_CUR) : -1;
  const ssize_t written = real(fd, pieces, count);
  if (at >= 0 && written > 0) {
    std::string all;
    for (int i = 0; i < count; ++i)
      all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    all.resize(static_cast<size_t>(written));
    disk->wrote(fd, static_cast<uint64_t>(at), all);
  }
  return written;
}

int fsync(int fd) {
  static auto* const real = troupe::test::next<int(int)>("fsync");
  return synced(fd, real);
}

int fdatasync(int fd) {
  static auto* const real = troupe::test::next<int(int)>("fdatasync");
  return synced(fd, real);
}

}  // extern "C"
