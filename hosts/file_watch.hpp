// Says when something below the folders of a bundle has changed and then come to rest (`--watch`).
//
// Editors write a file in several steps, or write another and rename it: the call comes once nothing has moved for `quiet`, at the latest
// `longest` after the first change. What changed is for the caller to find out.
// Thread: owns one, on which `changed` is called; nothing is missed while it runs. Make and destroy it on another.
#pragma once

#include "config/errc.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace troupe::hosts {

struct watch_request {
  std::vector<std::filesystem::path> roots;    // folders with all below them, and single files; absent ones are watched for
  std::vector<std::filesystem::path> ignored;  // folders below them that are not looked at
  std::chrono::milliseconds quiet{100};
  std::chrono::milliseconds longest{2000};
};

class file_watch {
public:
  // Errors: unavailable, with what the system says and what to do about it.
  static caf::expected<std::unique_ptr<file_watch>> open(watch_request what, std::function<void()> changed);

  virtual ~file_watch() = default;
};

}  // namespace troupe::hosts
