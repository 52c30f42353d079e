// The control socket of a running host: hears requests, a line each, and writes their answers.
//
// One thread of its own sleeps in poll(); every connection is non-blocking and bounded, so a client that sends garbage, half a line or no end,
// or that never reads, costs a connection for limits::control_stall_max and nothing else.
// Invariants: a connection has one request at a time; only processes of the same user are heard.
// Thread:     the handler is called on the server's thread and must be short; it may answer later, from any thread.
#pragma once

#include "hosts/control/endpoint.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace troupe::hosts::control {

class server {
public:
  // Called once with the line to write; what comes after the server's end is dropped.
  using reply = std::function<void(std::string line)>;
  using handler = std::function<void(std::string_view line, reply answer)>;

  // Listens in that state folder, whose lock the caller holds.
  static caf::expected<std::unique_ptr<server>> open(const std::filesystem::path& folder, handler handle);

  // Closes every connection and takes the socket away.
  ~server();

private:
  struct connection;
  struct answers;

  server(listener place, handler handle, std::shared_ptr<answers> ready);
  void run();
  void admit();
  void read_from(connection& from);
  void take_lines(connection& from);
  void say(connection& to, std::string line);
  void write_to(connection& to);
  void take_answers();
  int next_wake(int64_t now_ms) const;

  const listener place_;
  const handler handle_;
  const std::shared_ptr<answers> answers_;
  std::vector<std::unique_ptr<connection>> connections_;
  uint64_t last_connection_ = 0;
  int64_t admit_again_ms_ = 0;  // after the system ran out of descriptors
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace troupe::hosts::control
