// Threads for work that waits for something slow, so that no worker of a pool does.
//
// They come as work waits, up to a limit, and go when they have had none for a while. Until `start` there is no thread: work is done at once
// by whoever brings it, as tests want it.
// Thread: run from any; start and stop from the program's main thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace troupe::actors {

class blocking_threads {
public:
  blocking_threads() = default;
  blocking_threads(const blocking_threads&) = delete;
  blocking_threads& operator=(const blocking_threads&) = delete;
  ~blocking_threads();

  void start(size_t threads_max);

  // Work that is brought later than `stop` is dropped, as is what had not begun by then.
  void run(std::function<void()> work);

  // False if some of the work still hangs after that time: then this must not be destroyed, nor what the work uses.
  bool stop(std::chrono::nanoseconds patience);

  size_t threads() const;

private:
  void add_thread();
  void serve();

  mutable std::mutex guard_;
  std::condition_variable brought_;
  std::condition_variable gone_;
  std::deque<std::function<void()>> queue_;
  size_t threads_max_ = 0;  // 0: not started
  size_t threads_ = 0;
  size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace troupe::actors
