#include "actors/volume.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::actors {

namespace {

constexpr size_t chunk_bytes = size_t{1} << 20;

caf::error too_large(const std::string& path, size_t bytes_max) {
  return make_error(errc::internal, fmt::format("{}: larger than the {} bytes that a process may hold: read it in pieces, with open", shown_file(path), bytes_max));
}

}  // namespace

std::string shown_file(std::string_view path) {
  return "/" + std::string{path};
}

caf::expected<std::string> read_whole(volume& in, const std::string& path, size_t bytes_max) {
  const auto file = in.open(path, runtime::file_mode::read);
  if (!file)
    return file.error();
  const auto about = (*file)->stat();
  if (!about)
    return about.error();
  if (about->size > bytes_max)
    return too_large(path, bytes_max);
  std::string text;
  text.reserve(about->size);
  for (;;) {
    // One byte more than it says, so that its end is seen by the same call; some files say nothing.
    const size_t missing = about->size > text.size() ? about->size - text.size() + 1 : size_t{4096};
    const auto chunk = (*file)->read(std::min(missing, chunk_bytes));
    if (!chunk)
      return chunk.error();
    if (chunk->empty())
      return text;
    if (chunk->size() > bytes_max - text.size())
      return too_large(path, bytes_max);
    text += *chunk;
  }
}

void volume_table::publish(volumes all) {
  {
    const std::lock_guard hold{guard_};
    all_.swap(all);
  }
  // The old ones go without the lock.
}

std::shared_ptr<volume> volume_table::find(std::string_view id) const {
  const std::lock_guard hold{guard_};
  const auto found = all_.find(id);
  return found == all_.end() ? nullptr : found->second;
}

}  // namespace troupe::actors
