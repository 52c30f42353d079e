#include "hosts/control/client.hpp"

#include "config/limits.hpp"
#include "hosts/control/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace troupe::hosts::control {

namespace {

using std::chrono::steady_clock;

// Why there is no connection, and what to do about it.
caf::error unreachable(const std::filesystem::path& folder, const caf::error& why) {
  switch (code_of(why)) {
    case errc::not_found:
      return make_error(errc::not_found,
                        fmt::format("no troupe is running here (looked for {})\n"
                                    "Start one with `troupe run PATH`, or name the state folder of one that runs: --state PATH/.troupe",
                                    (folder / socket_name).string()));
    case errc::permission_denied:
      return make_error(errc::permission_denied, message_of(why) + " (only the user who runs a troupe may ask it)");
    default: return why;
  }
}

caf::expected<descriptor> connect_until(const std::filesystem::path& folder, steady_clock::time_point end) {
  while (true) {
    auto made = connect_in(folder);
    if (made || code_of(made.error()) != errc::timeout || steady_clock::now() >= end)
      return made;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

// Until the socket is ready; false when the time is up.
bool wait_for(int socket, short events, steady_clock::time_point end) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now()).count();
    pollfd watched{socket, events, 0};
    const int ready = poll(&watched, 1, static_cast<int>(std::max<int64_t>(left, 0)));
    if (ready > 0)
      return true;
    if (ready == 0 || errno != EINTR)
      return false;
  }
}

caf::error hangs(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known = socket >= 0 && getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
  return make_error(errc::timeout, fmt::format("the troupe that runs here{} does not answer, waited {} s (it is stopped, or hangs)",
                                               known ? fmt::format(", pid {},", peer.pid) : "", limits::control_answer_max.count()));
}

}  // namespace

caf::expected<document> ask(const std::filesystem::path& folder, const request& what, patience wait) {
  auto end = steady_clock::now() + limits::control_answer_max;
  const auto connection = connect_until(folder, end);
  if (!connection)
    return code_of(connection.error()) == errc::timeout ? hangs(-1) : unreachable(folder, connection.error());
  const int socket = connection->get();
  const std::string line = request_line(what);
  size_t sent = 0;
  std::string got;
  // A host that refuses the connection writes before it reads: its answer counts, and so a failed write is no end.
  bool writable = true;
  while (true) {
    const bool writes = writable && sent < line.size();
    if (!wait_for(socket, writes ? POLLIN | POLLOUT : POLLIN, end))
      return hangs(socket);
    if (writes) {
      const ssize_t n = send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
      if (n > 0)
        sent += static_cast<size_t>(n);
      else if (errno != EAGAIN && errno != EINTR)
        writable = false;
    }
    char block[65'536];
    const ssize_t n = recv(socket, block, sizeof block, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      continue;
    if (n <= 0)
      return make_error(errc::unavailable, "the troupe that runs here ended before it answered");
    const size_t searched = got.size();
    got.append(block, static_cast<size_t>(n));
    bool hopeful = true;  // part of an answer, too
    for (size_t from = searched, at = 0; (at = got.find('\n', from)) != std::string::npos; from = 0) {
      auto heard = parse_answer(std::string_view{got}.substr(0, at));
      if (!heard)
        return heard.error();
      if (!heard->pending)
        return std::move(heard->result);
      got.erase(0, at + 1);
      hopeful = wait == patience::order;
    }
    if (hopeful)
      end = steady_clock::now() + limits::control_answer_max;
  }
}

}  // namespace troupe::hosts::control
