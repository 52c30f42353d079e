// File systems that programs may use, by entry id (io-modules.md section 11), and the files they have open.
//
// Ownership: the kinds fs.* (hosts/kinds/fs.cpp) publish them. A path has no leading `/`, no `.` and no `..`; "" is the root. Nothing that a
// volume does reaches outside it, also not by a link.
// Thread:    any; calls wait for the disk.
#pragma once

#include "config/errc.hpp"
#include "runtime/effect.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

struct file_info {
  std::string name;
  uint64_t size = 0;
  uint32_t mode = 0;     // permission bits
  int64_t modified = 0;  // Unix seconds
  bool is_folder = false;
};

struct folder_item {
  std::string name;
  bool is_folder = false;
};

// Closed when it goes, at the latest; afterwards every call fails (internal, `file is closed`). Calls wait for each other.
class open_file {
public:
  virtual ~open_file() = default;

  virtual caf::error close() = 0;

  // Up to so many bytes; none at the end.
  virtual caf::expected<std::string> read(size_t bytes_max) = 0;
  virtual caf::error write(std::string_view bytes) = 0;
  // Answers the new position.
  virtual caf::expected<int64_t> seek(runtime::seek_from from, int64_t offset) = 0;
  virtual caf::expected<file_info> stat() = 0;
  virtual caf::error sync() = 0;
};

// Errors: not_found, already_exists, permission_denied, invalid (not what the call is for: a folder, a file, not empty), unavailable (too many
// open files, no room), internal. Their texts begin with the path as programs write it.
class volume {
public:
  virtual ~volume() = default;

  virtual caf::expected<file_info> stat(const std::string& path) = 0;
  virtual caf::expected<std::vector<folder_item>> list(const std::string& path) = 0;
  virtual caf::error make_folder(const std::string& path) = 0;
  // A file or an empty folder.
  virtual caf::error remove(const std::string& path) = 0;
  virtual caf::expected<std::shared_ptr<open_file>> open(const std::string& path, runtime::file_mode mode) = 0;
};

// `/a/b` of `a/b`: the path as programs write it.
std::string shown_file(std::string_view path);

// The whole file. Errors: also internal, if it is larger than `bytes_max`.
caf::expected<std::string> read_whole(volume& in, const std::string& path, size_t bytes_max);

class volume_table {
public:
  using volumes = std::map<std::string, std::shared_ptr<volume>, std::less<>>;

  void publish(volumes all);
  // Null if there is none.
  std::shared_ptr<volume> find(std::string_view id) const;

private:
  mutable std::mutex guard_;
  volumes all_;
};

}  // namespace troupe::actors
