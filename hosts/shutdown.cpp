#include "hosts/shutdown.hpp"

#include "config/log.hpp"

#include <atomic>
#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace troupe::hosts {

namespace {

// SIGUSR1 to the watcher alone ends it.
sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
    sigaddset(&set, each);
  return set;
}

}  // namespace

void shutdown::hold_signals() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a write error, not an end
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may not grow
}

shutdown::shutdown() {
  hold_signals();
  watcher_ = std::thread{[this] { watch_signals(); }};
}

shutdown::~shutdown() {
  pthread_kill(watcher_.native_handle(), SIGUSR1);
  watcher_.join();
}

void shutdown::watch_signals() {
  const sigset_t set = watched();
  while (true) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0)
      continue;
    if (signal == SIGUSR1)
      return;
    if (signal == SIGHUP) {
      std::function<void()> reload;
      {
        const std::lock_guard lock{guard_};
        reload = hangup_;
      }
      if (reload)
        reload();
      else
        log::warn("run", "SIGHUP came while the program starts or ends: nothing is reloaded");
      continue;
    }
    if (requested()) {
      log::error("run", "force exit");
      _exit(1);
    }
    request();
  }
}

void shutdown::request(std::optional<int> code) {
  {
    const std::lock_guard lock{guard_};
    requested_ = true;
    if (code)
      code_ = code;
  }
  changed_.notify_all();
}

void shutdown::request_by_program(int code) {
  {
    const std::lock_guard lock{guard_};
    by_program_ = true;
  }
  request(code);
}

void shutdown::request_at_end(int code) {
  bool asked = false;
  {
    const std::lock_guard lock{guard_};
    asked = by_program_;
  }
  request(asked ? std::nullopt : std::optional{code});
}

void shutdown::on_hangup(std::function<void()> reload) {
  const std::lock_guard lock{guard_};
  hangup_ = std::move(reload);
}

void shutdown::wait() {
  std::unique_lock lock{guard_};
  changed_.wait(lock, [this] { return requested_; });
}

bool shutdown::requested() const {
  const std::lock_guard lock{guard_};
  return requested_;
}

int shutdown::code() const {
  const std::lock_guard lock{guard_};
  return code_.value_or(0);
}

}  // namespace troupe::hosts
