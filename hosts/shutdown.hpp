// When the program ends and with which exit code: signals, system.exit, the end of the terminal's process (cli.md, "Exit codes").
//
// The first of these begins the shutdown; a second signal ends the program at once with status 1.
// Thread: construct before any other thread, so that all inherit the blocked signals; request from any.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace troupe::hosts {

class shutdown {
public:
  // Holds the signals back until a shutdown exists to act on them: a program that is asked to end while it still loads ends in order. Those that
  // are no reason to end, a closed pipe and a file that may not grow, are ignored from here on.
  static void hold_signals();

  shutdown();
  ~shutdown();

  // A later code replaces an earlier one; nothing keeps it.
  void request(std::optional<int> code = std::nullopt);

  // By `system.exit`: only its next call or a failure replaces that code, not what the launched process returns on its way out.
  void request_by_program(int code);
  // The launched process ended well. The code does not replace one that the program asked for.
  void request_at_end(int code);

  // Blocks until someone requested the end.
  void wait();

  // What SIGHUP does; called on a thread of its own. Until then it does nothing.
  void on_hangup(std::function<void()> reload);
  bool requested() const;

  // 0 unless a code was set.
  int code() const;

private:
  void watch_signals();

  mutable std::mutex guard_;
  std::condition_variable changed_;
  bool requested_ = false;
  std::optional<int> code_;
  bool by_program_ = false;  // the code is
  std::function<void()> hangup_;
  std::thread watcher_;
};

}  // namespace troupe::hosts
