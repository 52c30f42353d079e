// A pack: the entries of an app in one file, as they would be registered, their `file://` texts included (docs/packs.md).
//
// Text, a JSON object a line: what the pack is, then an entry each. The first line counts the others and their bytes, so that a pack which
// was cut short is noticed.
// Thread: plain functions.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"
#include "registry/entry.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace troupe::registry {

inline constexpr int64_t pack_format = 1;
inline constexpr std::string_view pack_extension = ".wapp";

struct pack {
  document meta;  // a map: title, description, whatever its maker wrote
  std::vector<entry> entries;
};

// Replaces the file in one step. Errors: invalid for what JSON cannot hold (bytes that are no UTF-8), naming the entry; the disk's.
caf::error write_pack(const std::filesystem::path& path, const pack& what);

// Entries are marked with the files they were written in. Errors, naming the file and line: not_found, invalid (no pack, cut short), unavailable
// (of a later format).
caf::expected<pack> read_pack(const std::filesystem::path& path);

}  // namespace troupe::registry
