// A folder's files as a disk would hold them if the power went now: what was written is there only after a synchronization.
//
// The test program's own open, write, pwrite, writev, fsync, fdatasync and close come before those of the C library, LMDB's calls included, and
// tell the disk that records. Names of files count as durable from their creation.
// Thread: the test's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::test {

class recorded_disk {
public:
  // Files that are there already are durable as they are. One at a time.
  explicit recorded_disk(std::filesystem::path folder);
  ~recorded_disk();
  recorded_disk(const recorded_disk&) = delete;
  recorded_disk& operator=(const recorded_disk&) = delete;

  // Called whenever a write or a synchronization is about to become durable, and after that.
  std::function<void()> at_sync;

  // Writes what is left after a loss of power into an empty folder: what was durable, and of the rest each sector of 512 bytes with the given
  // probability.
  void crash(const std::filesystem::path& into, double kept, std::mt19937_64& random) const;

  uint64_t syncs() const noexcept { return syncs_; }
  uint64_t writes() const noexcept { return writes_; }

  // ---- for the calls that are watched ---------------------------------------------------------------------------------
  static recorded_disk* current() noexcept;
  void opened(int fd, const char* path, int flags);
  void closed(int fd) { open_.erase(fd); }
  bool watches(int fd) const { return open_.count(fd) != 0; }
  void wrote(int fd, uint64_t at, std::string_view bytes);
  void synced(int fd);

private:
  struct write {
    uint64_t at;
    std::string bytes;
  };
  struct file {
    std::string durable;
    std::vector<write> pending;
  };
  struct open_file {
    std::string name;
    bool synchronous;
  };

  void settle(file& which);

  const std::filesystem::path folder_;
  std::map<std::string, file> files_;
  std::map<int, open_file> open_;
  uint64_t syncs_ = 0;
  uint64_t writes_ = 0;
};

}  // namespace troupe::test
