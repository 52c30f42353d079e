// The terminal of the program: standard input, output and error for the process that a terminal host runs.
//
// One reader thread, started by the first read, serves `read` and `readline` from one buffer, so that piped lines cannot get lost
// between them. Thread: writes from any; answers to reads come on the reader's thread.
#pragma once

#include "actors/process_host.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <termios.h>

namespace troupe::hosts {

class console final : public actors::terminal {
public:
  ~console() override;

  // Before any process runs.
  void set_arguments(std::vector<std::string> arguments) { arguments_ = std::move(arguments); }

  bool write(bool to_stderr, std::string_view text) override;
  void read_line(std::function<void(input)> done) override;
  void read_bytes(size_t bytes_max, std::function<void(input)> done) override;
  std::string set_raw(bool on) override;
  const std::vector<std::string>& arguments() const override { return arguments_; }

  // Ends the reader and gives the terminal back as it was.
  void close();

private:
  struct request {
    size_t bytes_max = 0;  // 0: a line
    std::function<void(input)> done;
  };

  void ask(request what);
  void run();
  bool serve(const request& what, input& answer);
  bool fill();

  std::vector<std::string> arguments_;
  std::mutex guard_;
  std::condition_variable asked_;
  std::deque<request> requests_;
  std::thread reader_;
  bool closing_ = false;
  int wake_[2] = {-1, -1};  // a pipe that ends the reader's poll

  std::string buffer_;      // the reader's
  bool end_ = false;

  std::mutex raw_guard_;
  int raw_users_ = 0;
  termios cooked_{};
};

}  // namespace troupe::hosts
