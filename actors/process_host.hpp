// A place where processes run: a `process.host` or `terminal.host` entry and its pool.
//
// Thread: any.
#pragma once

#include "actors/pool.hpp"
#include "actors/process_limits.hpp"
#include "config/types.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace troupe::actors {

class names;

// What the io module needs of a terminal (cli.md, "io module"). Reads answer later by `done`, on the terminal's own thread.
class terminal {
public:
  virtual ~terminal() = default;
  struct input {
    bool end = false;      // end of input: nothing was read
    std::string text;
    std::string problem;   // "" if reading worked
  };
  virtual bool write(bool to_stderr, std::string_view text) = 0;  // false: the stream is broken
  virtual void read_line(std::function<void(input)> done) = 0;
  virtual void read_bytes(size_t bytes_max, std::function<void(input)> done) = 0;
  virtual std::string set_raw(bool on) = 0;                        // "" or why not
  virtual const std::vector<std::string>& arguments() const = 0;
};

class process_host {
public:
  enum class state : uint8_t { stopped, running, stopping };

  process_host(const std::string* id, pool& workers, terminal* console = nullptr, process_limits bounds = {})
    : id_(id), workers_(workers), console_(console), limits_(bounds) {}

  const std::string* id() const noexcept { return id_; }
  pool& workers() const noexcept { return workers_; }
  terminal* console() const noexcept { return console_; }
  const host_limits& limits() const noexcept { return limits_; }
  void set_limits(const process_limits& to) noexcept { limits_.set(to); }
  state now() const noexcept { return state_.load(); }
  size_t living() const noexcept { return living_.load(); }

  void start() noexcept { state_ = state::running; }

  // Cancels every process (`scheduler shutdown`); `empty` is called once when the last one has ended, at once if there is none.
  void begin_stop(names& table, std::function<void()> empty);
  // Forces out whoever is left.
  void force_stop(names& table);
  // For good: nobody enters any more. `empty` is called once when the last one has gone, at once if there is none.
  void retire(std::function<void()> empty);

  // A new process has a place from its spawn on; refused unless the host runs and has room.
  enum class entry : uint8_t { granted, not_running, full };
  entry enter() noexcept;
  // Gives its place to others: before anybody hears of its end, so that whoever does finds room for the next.
  void vacate() noexcept { --living_; }
  // It is gone entirely, and with the last one the host's workers may go. Once for each granted entry, after vacate.
  void leave() noexcept;

private:
  const std::string* id_;
  pool& workers_;
  terminal* console_;
  host_limits limits_;
  std::atomic<state> state_{state::stopped};
  std::atomic<size_t> living_{0};   // places taken
  std::atomic<size_t> present_{0};  // who may still be running, with those that end
  std::mutex guard_;
  std::function<void()> empty_;
};

}  // namespace troupe::actors
