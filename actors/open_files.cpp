#include "actors/open_files.hpp"

#include "config/limits.hpp"

#include <utility>

namespace troupe::actors {

namespace {

constexpr size_t tokens_at_a_time = 1024;
constexpr size_t token_bytes_at_a_time = size_t{64} << 10;

}  // namespace

caf::error file_scanner::read_more() {
  const auto more = from_->read(limits::scanner_chunk_bytes);
  if (!more)
    return more.error();
  splitter_.feed(*more);
  return caf::none;
}

caf::expected<document> file_scanner::scan() {
  using found = token_splitter::found;
  const std::lock_guard hold{guard_};
  document::list tokens;
  size_t bytes = 0;
  while (!problem_ && tokens.size() < tokens_at_a_time && bytes < token_bytes_at_a_time) {
    std::string_view token;
    const found what = splitter_.next(token);
    if (what == found::end)
      break;
    if (what == found::token) {
      tokens.emplace_back(std::string{token});
      bytes += token.size();
    } else {
      problem_ = what == found::too_long ? make_error(errc::internal, "token too long") : read_more();
    }
  }
  if (tokens.empty() && problem_)
    return problem_;
  return document{std::move(tokens)};
}

bool open_files::full() const {
  const std::lock_guard hold{guard_};
  return files_.size() >= limits::open_files_max;
}

bool open_files::add(runtime::ticket number, std::shared_ptr<open_file> file) {
  const std::lock_guard hold{guard_};
  if (closed_ || files_.size() >= limits::open_files_max)
    return false;
  files_.emplace(number, std::move(file));
  return true;
}

void open_files::add(runtime::ticket number, runtime::ticket file, std::shared_ptr<file_scanner> scanner) {
  const std::lock_guard hold{guard_};
  if (files_.contains(file))
    scanners_.emplace(number, scanning{file, std::move(scanner)});
}

std::shared_ptr<open_file> open_files::find(runtime::ticket number) const {
  const std::lock_guard hold{guard_};
  const auto found = files_.find(number);
  return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<file_scanner> open_files::find_scanner(runtime::ticket number) const {
  const std::lock_guard hold{guard_};
  const auto found = scanners_.find(number);
  return found == scanners_.end() ? nullptr : found->second.what;
}

void open_files::remove(runtime::ticket number) {
  std::shared_ptr<open_file> gone;  // closed without the lock
  const std::lock_guard hold{guard_};
  if (const auto found = files_.find(number); found != files_.end()) {
    gone = std::move(found->second);
    files_.erase(found);
    std::erase_if(scanners_, [number](const auto& each) { return each.second.file == number; });
  }
  scanners_.erase(number);
}

std::vector<std::shared_ptr<open_file>> open_files::close() {
  std::vector<std::shared_ptr<open_file>> gone;
  const std::lock_guard hold{guard_};
  closed_ = true;
  for (auto& [number, file] : files_)
    gone.push_back(std::move(file));
  files_.clear();
  scanners_.clear();
  return gone;
}

}  // namespace troupe::actors
