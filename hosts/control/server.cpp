#include "hosts/control/server.hpp"

#include "config/limits.hpp"
#include "hosts/control/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace troupe::hosts::control {

namespace {

int64_t milliseconds(std::chrono::milliseconds span) {
  return span.count();
}

int64_t now_ms() {
  return milliseconds(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()));
}

}  // namespace

struct server::connection {
  descriptor socket;
  uint64_t number = 0;
  std::string in;
  std::string out;
  size_t written = 0;        // of `out`
  bool answering = false;    // the handler has the request
  bool last = false;         // closed once `out` is written
  int64_t stalled_ms = 0;    // closed then, unless something moves
  int64_t pending_ms = 0;    // while answering: when to say so

  bool gone() const noexcept { return !socket; }
  bool writes() const noexcept { return written < out.size(); }
  // For the handler alone: nothing is expected of the client.
  bool waits() const noexcept { return answering && !writes(); }
  void moved() { stalled_ms = now_ms() + milliseconds(limits::control_stall_max); }
};

// Where answers from other threads wait; outlives the server with whoever still owes one.
struct server::answers {
  std::mutex guard;
  std::vector<std::pair<uint64_t, std::string>> ready;
  descriptor wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  void ring() const noexcept {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = ::write(wake.get(), &one, sizeof one);  // full: it rings already
  }
};

caf::expected<std::unique_ptr<server>> server::open(const std::filesystem::path& folder, handler handle) {
  auto place = listen_in(folder);
  if (!place)
    return place.error();
  auto ready = std::make_shared<answers>();
  if (!ready->wake) {
    const caf::error failed = make_error(errc::unavailable, fmt::format("eventfd: {}", std::strerror(errno)));
    unlink_socket(*place);
    return failed;
  }
  return std::unique_ptr<server>{new server{std::move(*place), std::move(handle), std::move(ready)}};
}

server::server(listener place, handler handle, std::shared_ptr<answers> ready)
  : place_(std::move(place)), handle_(std::move(handle)), answers_(std::move(ready)), thread_([this] { run(); }) {}

server::~server() {
  stopping_ = true;
  answers_->ring();
  thread_.join();
  unlink_socket(place_);
}

void server::run() {
  pthread_setname_np(pthread_self(), "control");
  std::vector<pollfd> watched;
  while (!stopping_) {
    const int64_t before = now_ms();
    watched.clear();
    watched.push_back({answers_->wake.get(), POLLIN, 0});
    watched.push_back({admit_again_ms_ > before ? -1 : place_.socket.get(), POLLIN, 0});
    for (const auto& each : connections_) {
      // A request is read only after the one before has been answered.
      const short events = each->writes() ? POLLOUT : each->waits() ? 0 : POLLIN;
      watched.push_back({each->socket.get(), events, 0});
    }
    if (poll(watched.data(), watched.size(), next_wake(before)) < 0 && errno != EINTR)
      return;
    take_answers();
    const int64_t now = now_ms();
    for (size_t i = 0; i + 2 < watched.size(); ++i) {
      connection& each = *connections_[i];
      const short seen = watched[i + 2].revents;
      if ((seen & POLLIN) != 0)
        read_from(each);
      else if ((seen & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        each.socket = descriptor{};
      if (each.answering && now >= each.pending_ms && !each.writes()) {
        say(each, pending_line());
        each.pending_ms = now + milliseconds(limits::control_pending_interval);
      }
      if (each.writes())
        write_to(each);
      if (!each.waits() && now >= each.stalled_ms)
        each.socket = descriptor{};
    }
    std::erase_if(connections_, [](const auto& each) { return each->gone(); });
    if ((watched[1].revents & POLLIN) != 0)
      admit();
  }
}

// How long poll may sleep: until the first connection has something due.
int server::next_wake(int64_t now) const {
  int64_t next = admit_again_ms_ > now ? admit_again_ms_ : INT64_MAX;
  for (const auto& each : connections_)
    next = std::min(next, each->waits() ? each->pending_ms : each->stalled_ms);
  return next == INT64_MAX ? -1 : static_cast<int>(std::max<int64_t>(next - now, 0));
}

void server::admit() {
  while (true) {
    descriptor made{accept4(place_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!made) {
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        admit_again_ms_ = now_ms() + milliseconds(std::chrono::seconds{1});
      return;
    }
    auto added = std::make_unique<connection>();
    added->socket = std::move(made);
    added->number = ++last_connection_;
    added->moved();
    caf::error refused;
    if (!same_user(added->socket.get()))
      refused = make_error(errc::permission_denied, "this troupe belongs to another user");
    else if (connections_.size() >= limits::control_clients_max)
      refused = make_error(errc::rate_limited, "too many clients at once (try again)");
    if (refused) {
      say(*added, refusal_line(refused));
      write_to(*added);  // what the kernel does not take at once is dropped with the connection
      continue;
    }
    connections_.push_back(std::move(added));
  }
}

void server::read_from(connection& from) {
  char block[16'384];
  const ssize_t n = recv(from.socket.get(), block, sizeof block, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0) {
    from.socket = descriptor{};
    return;
  }
  from.in.append(block, static_cast<size_t>(n));
  take_lines(from);
}

// Hands one request to the handler; further ones wait in `in` for its answer.
void server::take_lines(connection& from) {
  while (!from.answering && !from.last && !from.gone()) {
    const size_t end = from.in.find('\n');
    if (end > limits::control_request_bytes_max && from.in.size() > limits::control_request_bytes_max) {
      from.in.clear();
      say(from, refusal_line(make_error(errc::invalid, fmt::format("a request is one line of at most {} bytes",
                                                                   limits::control_request_bytes_max))));
      from.last = true;
      return;
    }
    if (end == std::string::npos)
      return;
    const std::string line = from.in.substr(0, end);
    from.in.erase(0, end + 1);
    if (line.empty())
      continue;
    from.answering = true;
    from.pending_ms = now_ms() + milliseconds(limits::control_pending_interval);
    handle_(line, [to = answers_, number = from.number](std::string text) {
      {
        const std::lock_guard lock{to->guard};
        to->ready.emplace_back(number, std::move(text));
      }
      to->ring();
    });
  }
}

void server::take_answers() {
  uint64_t rung = 0;
  [[maybe_unused]] const ssize_t n = ::read(answers_->wake.get(), &rung, sizeof rung);
  std::vector<std::pair<uint64_t, std::string>> ready;
  {
    const std::lock_guard lock{answers_->guard};
    std::swap(ready, answers_->ready);
  }
  for (auto& [number, line] : ready) {
    const auto to = std::find_if(connections_.begin(), connections_.end(), [&](const auto& each) { return each->number == number; });
    if (to == connections_.end())
      continue;
    (*to)->answering = false;
    say(**to, std::move(line));
  }
}

void server::say(connection& to, std::string line) {
  if (!to.writes()) {
    to.out.clear();
    to.written = 0;
  }
  to.out += line;
  to.moved();
}

void server::write_to(connection& to) {
  const ssize_t n = send(to.socket.get(), to.out.data() + to.written, to.out.size() - to.written, MSG_NOSIGNAL);
  if (n < 0) {
    if (errno != EAGAIN && errno != EINTR)
      to.socket = descriptor{};
    return;
  }
  to.written += static_cast<size_t>(n);
  to.moved();
  if (to.writes())
    return;
  std::string{}.swap(to.out);
  to.written = 0;
  if (to.last)
    to.socket = descriptor{};
  else
    take_lines(to);  // what came in the meantime
}

}  // namespace troupe::hosts::control
