#include "hosts/console.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace troupe::hosts {

console::~console() {
  close();
}

void console::close() {
  {
    const std::lock_guard lock{guard_};
    closing_ = true;
  }
  asked_.notify_all();
  if (reader_.joinable()) {
    const ssize_t ignored = ::write(wake_[1], "x", 1);
    static_cast<void>(ignored);
    reader_.join();
    ::close(wake_[0]);
    ::close(wake_[1]);
  }
  const std::lock_guard lock{raw_guard_};
  if (raw_users_ > 0)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &cooked_);
  raw_users_ = 0;
}

bool console::write(bool to_stderr, std::string_view text) {
  const int to = to_stderr ? STDERR_FILENO : STDOUT_FILENO;
  while (!text.empty()) {
    const ssize_t n = ::write(to, text.data(), text.size());
    if (n < 0 && errno == EAGAIN) {  // a terminal somebody made non-blocking
      pollfd ready{to, POLLOUT, 0};
      poll(&ready, 1, 1000);
      continue;
    }
    if (n < 0 && errno != EINTR)
      return false;
    if (n > 0)
      text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

void console::read_line(std::function<void(input)> done) {
  ask({0, std::move(done)});
}

void console::read_bytes(size_t bytes_max, std::function<void(input)> done) {
  ask({bytes_max, std::move(done)});
}

void console::ask(request what) {
  {
    const std::lock_guard lock{guard_};
    if (closing_)
      return;
    if (!reader_.joinable()) {
      if (pipe(wake_) != 0) {
        what.done({false, {}, "no file descriptor left to read standard input"});
        return;
      }
      reader_ = std::thread{[this] { run(); }};
    }
    requests_.push_back(std::move(what));
  }
  asked_.notify_one();
}

void console::run() {
  while (true) {
    request next;
    {
      std::unique_lock lock{guard_};
      asked_.wait(lock, [this] { return closing_ || !requests_.empty(); });
      if (closing_)
        return;
      next = std::move(requests_.front());
      requests_.pop_front();
    }
    input answer;
    while (!serve(next, answer))
      if (!fill())
        return;
    next.done(std::move(answer));
  }
}

// False if more has to be read first.
bool console::serve(const request& what, input& answer) {
  if (what.bytes_max > 0) {
    if (buffer_.empty() && !end_)
      return false;
    answer.end = buffer_.empty();
    answer.text = buffer_.substr(0, what.bytes_max);
    buffer_.erase(0, answer.text.size());
    return true;
  }
  const size_t newline = buffer_.find('\n');
  if (newline == std::string::npos && !end_)
    return false;
  answer.end = newline == std::string::npos && buffer_.empty();
  answer.text = buffer_.substr(0, newline);
  buffer_.erase(0, newline == std::string::npos ? buffer_.size() : newline + 1);
  if (newline != std::string::npos && answer.text.ends_with('\r'))
    answer.text.pop_back();
  return true;
}

// False if the console is closing.
bool console::fill() {
  pollfd waits[2] = {{STDIN_FILENO, POLLIN, 0}, {wake_[0], POLLIN, 0}};
  while (poll(waits, 2, -1) < 0)
    if (errno != EINTR)
      break;
  if (waits[1].revents != 0)
    return false;
  char bytes[4096];
  const ssize_t n = ::read(STDIN_FILENO, bytes, sizeof bytes);
  if (n > 0)
    buffer_.append(bytes, static_cast<size_t>(n));
  else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    end_ = true;
  return true;
}

std::string console::set_raw(bool on) {
  const std::lock_guard lock{raw_guard_};
  if (!on) {
    if (raw_users_ > 0 && --raw_users_ == 0)
      tcsetattr(STDIN_FILENO, TCSADRAIN, &cooked_);
    return {};
  }
  if (isatty(STDIN_FILENO) == 0)
    return "stdin is not a terminal";
  if (raw_users_++ > 0)
    return {};
  tcgetattr(STDIN_FILENO, &cooked_);
  termios raw = cooked_;
  cfmakeraw(&raw);
  raw.c_oflag |= OPOST | ONLCR;  // output newlines are still translated
  raw.c_lflag |= ISIG;           // Ctrl-C still ends the program
  tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  return {};
}

}  // namespace troupe::hosts
