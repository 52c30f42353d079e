#include "hosts/control/endpoint.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace troupe::hosts::control {

namespace {

constexpr int backlog = 16;

caf::error failed(errc kind, const std::filesystem::path& folder) {
  return make_error(kind, fmt::format("{}: {}", (folder / socket_name).string(), std::strerror(errno)));
}

descriptor open_folder(const std::filesystem::path& folder) {
  return descriptor{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

// Through the open folder: an address holds 107 bytes, and a path is often longer.
sockaddr_un address_in(const descriptor& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/{}", folder.get(), socket_name);
  static_assert(sizeof address.sun_path > sizeof "/proc/self/fd/2147483647/control.sock");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

descriptor make_socket() {
  return descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

}  // namespace

caf::expected<listener> listen_in(const std::filesystem::path& folder) {
  listener made{open_folder(folder), make_socket()};
  if (!made.folder || !made.socket)
    return failed(errc::internal, folder);
  unlink_socket(made);
  const sockaddr_un address = address_in(made.folder);
  // The file is made with the mode of the socket, so there is no moment in which others may open it.
  if (fchmod(made.socket.get(), 0600) != 0
      || bind(made.socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
      || fchmodat(made.folder.get(), socket_name, 0600, 0) != 0 || ::listen(made.socket.get(), backlog) != 0)
    return failed(errc::internal, folder);
  return made;
}

void unlink_socket(const listener& place) noexcept {
  unlinkat(place.folder.get(), socket_name, 0);
}

caf::expected<descriptor> connect_in(const std::filesystem::path& folder) {
  const descriptor place = open_folder(folder);
  if (!place)
    return failed(errno == EACCES ? errc::permission_denied : errc::not_found, folder);
  descriptor made = make_socket();
  if (!made)
    return failed(errc::internal, folder);
  const sockaddr_un address = address_in(place);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return made;
  switch (errno) {
    case ENOENT:
    case ENOTSOCK:
    case ECONNREFUSED: return failed(errc::not_found, folder);  // nothing there, or a file whose host is gone
    case EAGAIN: return failed(errc::timeout, folder);
    case EACCES:
    case EPERM: return failed(errc::permission_denied, folder);
    default: return failed(errc::internal, folder);
  }
}

bool same_user(int connection) noexcept {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

}  // namespace troupe::hosts::control
