// Whole files in and out, with failures that name the file. The door to std::filesystem's exceptions for the other folders.
#pragma once

#include "config/errc.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace troupe {

// NotFound if there is no such file, Internal if it cannot be read (`open x.lua: permission denied`).
caf::expected<std::string> read_text_file(const std::filesystem::path& path);

// Why that failed, for a message that names the file already: `a link to x.lua, which does not exist`.
std::string why_unreadable(const std::filesystem::path& path, const caf::error& failure);

// Replaces the file in one step (temporary file, rename) with the given permission bits.
caf::error write_text_file(const std::filesystem::path& path, std::string_view text,
                           unsigned mode = 0644);

bool is_folder(const std::filesystem::path& path) noexcept;
bool is_file(const std::filesystem::path& path) noexcept;

// Absolute, without `.`, `..` and symbolic links as far as the path exists.
std::filesystem::path real_path(const std::filesystem::path& path) noexcept;

// True if `path` is `root` or lies below it; both as real_path gives them.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& root) noexcept;

// `path` as seen from `base` if that is shorter to read (below it), else as it is: for messages.
std::string shown_path(const std::filesystem::path& path,
                       const std::filesystem::path& base) noexcept;

}  // namespace troupe
