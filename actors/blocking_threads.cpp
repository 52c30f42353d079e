#include "actors/blocking_threads.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"

#include <pthread.h>

#include <system_error>
#include <thread>
#include <utility>

namespace troupe::actors {

blocking_threads::~blocking_threads() {
  // A thread that is left over would use what is going to be destroyed.
  const bool ended = stop(std::chrono::hours{1});
  TROUPE_ASSERT(ended);
}

void blocking_threads::start(size_t threads_max) {
  const std::lock_guard hold{guard_};
  threads_max_ = threads_max;
}

void blocking_threads::run(std::function<void()> work) {
  {
    const std::lock_guard hold{guard_};
    if (stopping_)
      return;
    if (threads_max_ != 0) {
      queue_.push_back(std::move(work));
      if (queue_.size() > idle_ && threads_ < threads_max_)
        add_thread();
      if (threads_ != 0) {
        brought_.notify_one();
        return;
      }
      work = std::move(queue_.back());  // the system has no thread for it
      queue_.pop_back();
    }
  }
  work();
}

// With the lock held. Detached: `stop` waits for the count, which leaves it free to give up.
void blocking_threads::add_thread() {
  try {
    std::thread{[this] { serve(); }}.detach();
    ++threads_;
  } catch (const std::system_error&) {
    // Those that are there do it, or whoever brought the work.
  }
}

bool blocking_threads::stop(std::chrono::nanoseconds patience) {
  std::unique_lock hold{guard_};
  stopping_ = true;
  std::deque<std::function<void()>> dropped = std::exchange(queue_, {});
  brought_.notify_all();
  const bool ended = gone_.wait_for(hold, patience, [this] { return threads_ == 0; });
  hold.unlock();
  return ended;
}

size_t blocking_threads::threads() const {
  const std::lock_guard hold{guard_};
  return threads_;
}

void blocking_threads::serve() {
  pthread_setname_np(pthread_self(), "waiting");
  std::unique_lock hold{guard_};
  while (!stopping_) {
    if (queue_.empty()) {
      ++idle_;
      const bool more = brought_.wait_for(hold, limits::blocking_idle_max, [this] { return stopping_ || !queue_.empty(); });
      --idle_;
      if (!more)
        break;
      continue;
    }
    std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    hold.unlock();
    work();
    work = nullptr;  // what it holds may take a while to go, too
    hold.lock();
  }
  --threads_;
  gone_.notify_all();
}

}  // namespace troupe::actors
