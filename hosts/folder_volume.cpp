#include "hosts/folder_volume.hpp"

#include "config/descriptor.hpp"
#include "config/files.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

namespace troupe::hosts {

namespace {

using actors::file_info;
using actors::shown_file;
using runtime::file_mode;

constexpr int tries_max = 100;  // of a path whose folders somebody moves

errc kind_of(int number) noexcept {
  switch (number) {
    case ENOENT: return errc::not_found;
    case EEXIST: return errc::already_exists;
    case EACCES:
    case EPERM:
    case EROFS:
    case EXDEV: return errc::permission_denied;
    case ENOTDIR:
    case EISDIR:
    case ENOTEMPTY:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL: return errc::invalid;
    case EMFILE:
    case ENFILE:
    case ENOSPC:
    case EDQUOT:
    case ENOMEM: return errc::unavailable;
    default: return errc::internal;
  }
}

std::string text_of(int number) {
  switch (number) {
    case EXDEV: return "a link leads out of the file system";
    case ENOSYS: return "the system cannot keep paths below a folder (it takes Linux 5.6)";
    default: return std::generic_category().message(number);
  }
}

caf::error failed(const std::string& path, int number) {
  return make_error(kind_of(number), fmt::format("{}: {}", shown_file(path), text_of(number)));
}

caf::error refused(const std::string& path) {
  return make_error(errc::permission_denied, fmt::format("{}: the file system's mode forbids it", shown_file(path)));
}

std::string_view name_in(std::string_view path) noexcept {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

file_info describe(const struct stat& about, std::string_view path) {
  file_info made;
  made.name = path.empty() ? std::string{"."} : std::string{name_in(path)};
  made.size = static_cast<uint64_t>(about.st_size);
  made.mode = about.st_mode & 07777U;
  made.modified = about.st_mtime;
  made.is_folder = S_ISDIR(about.st_mode);
  return made;
}

// ---- an open file -----------------------------------------------------------------------------------------------------

class disk_file final : public actors::open_file {
public:
  disk_file(descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  caf::error close() override {
    const std::lock_guard hold{guard_};
    return file_.close() == 0 || errno == EINTR ? caf::error{} : failed(path_, errno);
  }

  caf::expected<std::string> read(size_t bytes_max) override {
    const std::lock_guard hold{guard_};
    if (file_.get() < 0)
      return closed();
    std::string text;
    while (text.size() < bytes_max) {
      // Grown step by step: a program may ask for more than there is.
      const size_t used = text.size();
      text.resize(std::min(bytes_max, std::max(used * 2, size_t{65536})));
      const ssize_t n = ::read(file_.get(), text.data() + used, text.size() - used);
      const int number = errno;
      text.resize(used + static_cast<size_t>(std::max(n, ssize_t{0})));
      if (n < 0 && number == EINTR)
        continue;
      if (n < 0)
        return number == EBADF ? make_error(errc::internal, shown_file(path_) + ": not open for reading") : internal(number);
      if (n == 0)
        break;
    }
    return text;
  }

  caf::error write(std::string_view bytes) override {
    const std::lock_guard hold{guard_};
    if (file_.get() < 0)
      return closed();
    while (!bytes.empty()) {
      const ssize_t n = ::write(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno == EBADF ? make_error(errc::internal, shown_file(path_) + ": not open for writing") : internal(errno);
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return {};
  }

  caf::expected<int64_t> seek(runtime::seek_from from, int64_t offset) override {
    const std::lock_guard hold{guard_};
    if (file_.get() < 0)
      return closed();
    constexpr int whence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    const off_t at = ::lseek(file_.get(), offset, whence[static_cast<size_t>(from)]);
    if (at < 0)
      return internal(errno);
    return static_cast<int64_t>(at);
  }

  caf::expected<file_info> stat() override {
    const std::lock_guard hold{guard_};
    struct stat about {};
    if (file_.get() < 0)
      return closed();
    if (::fstat(file_.get(), &about) != 0)
      return internal(errno);
    return describe(about, path_);
  }

  caf::error sync() override {
    const std::lock_guard hold{guard_};
    if (file_.get() < 0)
      return closed();
    return ::fsync(file_.get()) == 0 ? caf::error{} : internal(errno);
  }

private:
  static caf::error closed() { return make_error(errc::internal, runtime::file_closed_text); }
  caf::error internal(int number) const {
    const errc kind = kind_of(number);
    return make_error(kind == errc::unavailable ? kind : errc::internal, fmt::format("{}: {}", shown_file(path_), text_of(number)));
  }

  std::mutex guard_;
  descriptor file_;
  const std::string path_;
};

// ---- the folder -------------------------------------------------------------------------------------------------------

class folder_volume final : public actors::volume {
public:
  explicit folder_volume(folder_settings settings) : settings_(std::move(settings)) {}

  caf::expected<file_info> stat(const std::string& path) override {
    const auto file = open_beneath(path, O_PATH);
    if (!file)
      return file.error();
    struct stat about {};
    if (::fstat(file->get(), &about) != 0)
      return failed(path, errno);
    return describe(about, path);
  }

  caf::expected<std::vector<actors::folder_item>> list(const std::string& path) override {
    if (!may_read())
      return refused(path);
    auto folder = open_beneath(path, O_RDONLY | O_DIRECTORY);
    if (!folder)
      return folder.error();
    const std::unique_ptr<DIR, int (*)(DIR*)> stream{::fdopendir(folder->get()), ::closedir};
    if (stream == nullptr)
      return failed(path, errno);
    folder->release();  // the stream's from here on
    std::vector<actors::folder_item> items;
    for (;;) {
      errno = 0;
      const dirent* each = ::readdir(stream.get());
      if (each == nullptr && errno != 0)
        return failed(path, errno);
      if (each == nullptr)
        return items;
      const std::string_view name = each->d_name;
      if (name != "." && name != "..")
        items.push_back({std::string{name}, is_folder(*each, ::dirfd(stream.get()))});
    }
  }

  caf::error make_folder(const std::string& path) override {
    if (!may_write())
      return refused(path);
    if (path.empty())
      return failed(path, EEXIST);
    return in_parent(path, [this](int parent, const char* name) { return ::mkdirat(parent, name, folder_rights(settings_.mode)); });
  }

  caf::error remove(const std::string& path) override {
    if (!may_write())
      return refused(path);
    if (path.empty())
      return make_error(errc::invalid, "/: the root cannot be removed");
    return in_parent(path, [](int parent, const char* name) {
      if (::unlinkat(parent, name, 0) == 0)
        return 0;
      if (errno != EISDIR)
        return -1;
      const int done = ::unlinkat(parent, name, AT_REMOVEDIR);
      if (done != 0 && errno == EEXIST)  // some systems' word for it
        errno = ENOTEMPTY;
      return done;
    });
  }

  caf::expected<std::shared_ptr<actors::open_file>> open(const std::string& path, file_mode mode) override {
    if (mode == file_mode::read ? !may_read() : !may_write())
      return refused(path);
    constexpr int make = O_WRONLY | O_CREAT;
    constexpr int flags[] = {O_RDONLY, make | O_TRUNC, make | O_EXCL, make | O_APPEND};
    auto file = open_beneath(path, flags[static_cast<size_t>(mode)] | O_NONBLOCK | O_NOCTTY, 0666U & settings_.mode);
    if (!file)
      return file.error();
    struct stat about {};
    if (::fstat(file->get(), &about) != 0)
      return failed(path, errno);
    if (S_ISDIR(about.st_mode))
      return failed(path, EISDIR);
    if (!S_ISREG(about.st_mode))
      return make_error(errc::invalid, shown_file(path) + ": not a regular file");
    return std::make_shared<disk_file>(std::move(*file), path);
  }

  // A folder that can be read can be entered.
  static unsigned folder_rights(unsigned mode) noexcept { return (mode & 0777U) | ((mode & 0444U) >> 2U); }

private:
  bool may_read() const noexcept { return (settings_.mode & 0400U) != 0; }
  bool may_write() const noexcept { return (settings_.mode & 0200U) != 0; }

  // A link is no folder, wherever it leads.
  static bool is_folder(const dirent& item, int folder) noexcept {
    struct stat about {};
    if (item.d_type != DT_UNKNOWN)
      return item.d_type == DT_DIR;
    return ::fstatat(folder, item.d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
  }

  // Opened at every call: a folder that was replaced is found again.
  caf::expected<descriptor> open_root(const std::string& path) const {
    const auto folder = settings_.folder();
    if (!folder)
      return folder.error();
    int number = ::open(folder->c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (number < 0 && errno == ENOENT && settings_.create && !make_folders(*folder, settings_.mode))
      number = ::open(folder->c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (number < 0)
      return make_error(errc::unavailable, fmt::format("{}: the file system's folder cannot be entered: {}", shown_file(path), text_of(errno)));
    return descriptor{number};
  }

  caf::expected<descriptor> open_beneath(const std::string& path, int flags, unsigned mode = 0) const {
    const auto root = open_root(path);
    if (!root)
      return root.error();
    open_how how{};
    how.flags = static_cast<uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC));
    how.mode = (flags & O_CREAT) != 0 ? mode : 0;  // refused where nothing is made
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    long number = -1;
    for (int tries = 0; tries < tries_max; ++tries) {
      number = ::syscall(SYS_openat2, root->get(), path.empty() ? "." : path.c_str(), &how, sizeof how);
      if (number >= 0 || (errno != EAGAIN && errno != EINTR))
        break;
    }
    if (number < 0)
      return failed(path, errno);
    return descriptor{static_cast<int>(number)};
  }

  template <class Act>
  caf::error in_parent(const std::string& path, Act act) const {
    const size_t cut = path.rfind('/');
    const auto parent = open_beneath(cut == std::string::npos ? std::string{} : path.substr(0, cut), O_PATH | O_DIRECTORY);
    if (!parent)
      return with_path(parent.error(), path);
    return act(parent->get(), std::string{name_in(path)}.c_str()) == 0 ? caf::error{} : failed(path, errno);
  }

  // What failed was found above it, but this is the path that the program knows.
  static caf::error with_path(const caf::error& problem, const std::string& path) {
    const std::string text = message_of(problem);
    const size_t colon = text.find(": ");
    return make_error(code_of(problem), colon == std::string::npos ? text : shown_file(path) + text.substr(colon));
  }

  const folder_settings settings_;
};

}  // namespace

std::shared_ptr<actors::volume> make_folder_volume(folder_settings settings) {
  return std::make_shared<folder_volume>(std::move(settings));
}

caf::error make_folders(const std::filesystem::path& folder, unsigned mode) {
  std::filesystem::path made;
  for (const std::filesystem::path& part : folder) {
    made /= part;
    const int number = ::mkdir(made.c_str(), folder_volume::folder_rights(mode)) == 0 ? 0 : errno;
    if (number != 0 && !is_folder(made))
      return make_error(errc::invalid, fmt::format("cannot make {}: {}", made.native(), std::generic_category().message(number)));
  }
  return {};
}

}  // namespace troupe::hosts
