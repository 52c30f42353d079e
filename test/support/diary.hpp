// What happened, in order, line by line.
//
// Thread: any writes; a test takes, and waits for what it takes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace troupe::test {

class diary {
public:
  void write(std::string line) {
    const std::lock_guard lock{guard_};
    lines_.push_back(std::move(line));
    grown_.notify_all();
  }

  // All lines, once there are so many; after twenty seconds those that there are.
  std::vector<std::string> take(size_t count = 0) {
    std::unique_lock lock{guard_};
    grown_.wait_for(lock, std::chrono::seconds{20}, [&] { return lines_.size() >= count; });
    return std::exchange(lines_, {});
  }

private:
  std::mutex guard_;
  std::condition_variable grown_;
  std::vector<std::string> lines_;
};

}  // namespace troupe::test
