#include "config/files.hpp"

#include "config/descriptor.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace troupe {

namespace {

caf::error failed(std::string_view what, const std::filesystem::path& path, int number) {
  return make_error(
    number == ENOENT ? errc::not_found : errc::internal,
    fmt::format("{} {}: {}", what, path.native(), std::generic_category().message(number)));
}

}  // namespace

caf::expected<std::string> read_text_file(const std::filesystem::path& path) {
  // A pipe without a writer must not hold up the reader, so the kind of file is looked at before anything is read.
  descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.get() < 0)
    return failed("open", path, errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0)
    return failed("read", path, errno);
  if (S_ISDIR(about.st_mode))
    return make_error(errc::internal, "is a folder");
  if (!S_ISREG(about.st_mode))
    return make_error(errc::internal, "not a regular file");
  std::string text;
  text.resize(static_cast<size_t>(about.st_size));
  size_t used = 0;
  for (;;) {
    if (used == text.size())
      text.resize(used + 4096);  // grew meanwhile, or tells no size
    const ssize_t n = ::read(file.get(), text.data() + used, text.size() - used);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return failed("read", path, errno);
    if (n == 0)
      break;
    used += static_cast<size_t>(n);
  }
  text.resize(used);
  return text;
}

std::string why_unreadable(const std::filesystem::path& path, const caf::error& failure) {
  std::error_code problem;
  if (const auto target = std::filesystem::read_symlink(path, problem);
      !problem && !std::filesystem::exists(path, problem) && !problem)
    return fmt::format("a link to {}, which does not exist", target.native());
  std::string text = message_of(failure);
  bool stripped = false;
  for (const std::string_view what : {"open", "read"})
    if (const std::string prefix = fmt::format("{} {}: ", what, path.native());
        text.starts_with(prefix)) {
      text.erase(0, prefix.size());
      stripped = true;
    }
  return !stripped ? text
                   : (is_folder(path) ? "the folder cannot be read: " : "cannot be read: ") + text;
}

caf::error write_text_file(const std::filesystem::path& path, std::string_view text,
                           unsigned mode) {
  std::filesystem::path temporary = path;
  temporary += fmt::format(".{}.tmp", ::getpid());
  {
    descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)};
    if (file.get() < 0)
      return failed("create", temporary, errno);
    int number = ::fchmod(file.get(), mode) == 0 ? 0 : errno;
    while (number == 0 && !text.empty()) {
      const ssize_t n = ::write(file.get(), text.data(), text.size());
      if (n >= 0)
        text.remove_prefix(static_cast<size_t>(n));
      else if (errno != EINTR)
        number = errno;
    }
    if (number == 0 && ::fsync(file.get()) != 0)
      number = errno;
    if (file.close() != 0 && number == 0)
      number = errno;
    if (number != 0) {
      ::unlink(temporary.c_str());
      return failed("write", temporary, number);
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(temporary.c_str());
    return failed("write", path, number);
  }
  return {};
}

bool is_folder(const std::filesystem::path& path) noexcept {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

bool is_file(const std::filesystem::path& path) noexcept {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

std::filesystem::path real_path(const std::filesystem::path& path) noexcept {
  std::error_code problem;
  std::filesystem::path whole = std::filesystem::weakly_canonical(path, problem);
  if (!problem && whole.is_absolute())
    return whole;
  const std::filesystem::path absolute = std::filesystem::absolute(path, problem);
  return (problem ? path : absolute).lexically_normal();
}

bool is_inside(const std::filesystem::path& path, const std::filesystem::path& root) noexcept {
  const std::string& inner = path.native();
  std::string outer = root.native();
  while (outer.size() > 1 && outer.back() == '/')
    outer.pop_back();
  if (!inner.starts_with(outer))
    return false;
  return inner.size() == outer.size() || outer == "/" || inner[outer.size()] == '/';
}

std::string shown_path(const std::filesystem::path& path,
                       const std::filesystem::path& base) noexcept {
  if (base.empty())
    return path.native();
  std::error_code problem;
  const std::filesystem::path whole = std::filesystem::absolute(path, problem).lexically_normal();
  const std::filesystem::path from = std::filesystem::absolute(base, problem).lexically_normal();
  return whole != from && is_inside(whole, from) ? whole.lexically_relative(from).native()
                                                 : path.native();
}

}  // namespace troupe
