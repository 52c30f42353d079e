// A folder of the disk as a file system for programs (io-modules.md section 11).
//
// Invariant: nothing outside the folder is reached, also not by a link, nor by one that is put there meanwhile: the kernel resolves every path
// beneath the folder (openat2, Linux 5.6). Only regular files are opened: a pipe would hold up whoever reads it.
// Thread:    any.
#pragma once

#include "actors/volume.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace troupe::hosts {

struct folder_settings {
  // Where it lies; asked at every call.
  std::function<caf::expected<std::filesystem::path>()> folder;
  // What files may have of rights at most; without the owner's right to read, or to write, nothing is read, or written.
  unsigned mode = 0755;
  bool create = false;  // make the folder if it is not there
};

std::shared_ptr<actors::volume> make_folder_volume(folder_settings settings);

// Makes a folder, with those above it, as `mode` says.
caf::error make_folders(const std::filesystem::path& folder, unsigned mode);

}  // namespace troupe::hosts
