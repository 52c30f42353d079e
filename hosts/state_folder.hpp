// The folder in which one host keeps its files (troupe.md section 1), held against a second host by a lock on it.
#pragma once

#include "config/descriptor.hpp"
#include "config/host_config.hpp"

#include <caf/expected.hpp>

#include <filesystem>
#include <string_view>

namespace troupe::hosts {

// Where it lies: `--state`, else `.troupe` beside the bundle.
std::filesystem::path state_path(const host_flags& flags, const std::filesystem::path& bundle);

class state_folder {
public:
  // Makes the folder and takes its lock. Errors: conflict (another host runs; the text names its pid), internal (I/O). `remedy` says what gives
  // this one a folder of its own.
  static caf::expected<state_folder> open(const std::filesystem::path& folder, std::string_view remedy = "--state DIR");

  const std::filesystem::path& path() const noexcept { return path_; }

private:
  state_folder(std::filesystem::path path, descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  descriptor lock_;
};

}  // namespace troupe::hosts
