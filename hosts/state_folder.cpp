#include "hosts/state_folder.hpp"

#include "config/errc.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace troupe::hosts {

std::filesystem::path state_path(const host_flags& flags, const std::filesystem::path& bundle) {
  return flags.state_folder.empty() ? bundle / ".troupe" : std::filesystem::path{flags.state_folder};
}

caf::expected<state_folder> state_folder::open(const std::filesystem::path& folder, std::string_view remedy) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem)
    return make_error(errc::internal, fmt::format("{}: cannot make the folder: {} ({} moves it)", folder.string(), problem.message(), remedy));
  const std::filesystem::path file = folder / "lock";
  descriptor lock{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!lock)
    return make_error(errc::internal, fmt::format("{}: {} ({} moves the folder)", file.string(), std::strerror(errno), remedy));
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = {};
    const ssize_t n = pread(lock.get(), pid, sizeof pid - 1, 0);
    return make_error(errc::conflict, fmt::format("another host runs on {}{}: stop it first, or give this one a folder of its own with {}",
                                                  folder.string(), n > 0 ? fmt::format(" (pid {})", std::strtol(pid, nullptr, 10)) : "", remedy));
  }
  const std::string pid = fmt::format("{}\n", getpid());
  if (ftruncate(lock.get(), 0) != 0 || pwrite(lock.get(), pid.data(), pid.size(), 0) < 0)
    return make_error(errc::internal, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  return state_folder{folder, std::move(lock)};
}

}  // namespace troupe::hosts
