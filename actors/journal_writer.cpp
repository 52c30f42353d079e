#include "actors/journal_writer.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>

namespace troupe::actors {

namespace {

void tell(const std::function<void(const caf::error&)>& done, const caf::error& result) {
  if (done)
    done(result);
}

}  // namespace

journal_writer::journal_writer(std::unique_ptr<runtime::journal::lmdb> env, std::chrono::nanoseconds sync_every, size_t waiting_max)
  : env_(std::move(env)), sync_every_(sync_every), waiting_max_(waiting_max), thread_([this] { run(); }) {}

journal_writer::~journal_writer() {
  stop();
}

void journal_writer::stop() {
  {
    const std::lock_guard lock{guard_};
    ending_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable())
    thread_.join();
}

void journal_writer::submit(std::function<caf::error(runtime::journal::write_txn&)> write,
                            std::function<void(const caf::error&)> done, urgency how) {
  std::string stopped;
  {
    std::unique_lock lock{guard_};
    if (ended_)
      stopped = "the program ends";
    else if (figures_.waiting < waiting_max_ || how == urgency::begun_already) {
      queue_.push_back({{std::move(write), {}}, std::move(done)});
      const bool rests = figures_.waiting++ == 0;
      lock.unlock();
      if (rests)
        wake_.notify_one();
      return;
    }
    stopped = figures_.stopped;
  }
  tell(done, make_error(errc::unavailable, stopped.empty() ? "the journal's queue is full" : "the journal cannot be written: " + stopped));
}

journal_writer::figures journal_writer::now() const {
  const std::lock_guard lock{guard_};
  return figures_;
}

void journal_writer::run() {
  pthread_setname_np(pthread_self(), "journal");
  std::vector<order> batch;
  bool unsynced = false;
  std::chrono::steady_clock::time_point next_sync{};
  for (;;) {
    {
      std::unique_lock lock{guard_};
      const auto ready = [&] { return ending_ || !queue_.empty(); };
      if (unsynced && !wake_.wait_until(lock, next_sync, ready)) {
        lock.unlock();
        sync();
        unsynced = false;
        continue;
      }
      wake_.wait(lock, ready);
      if (queue_.empty()) {
        ended_ = true;
        break;
      }
      batch.swap(queue_);
    }
    const bool committed = commit(batch);
    if (sync_every_.count() > 0 && committed) {
      const auto now = std::chrono::steady_clock::now();
      if (!std::exchange(unsynced, true)) {
        next_sync = now + sync_every_;
      } else if (now >= next_sync) {
        sync();
        unsynced = false;
      }
    }
    for (const order& each : batch)
      tell(each.done, each.what.result);
    {
      const std::lock_guard lock{guard_};
      figures_.waiting -= batch.size();
      if (committed) {
        ++figures_.commits;
        figures_.steps += batch.size();
      }
    }
    batch.clear();
  }
  if (unsynced)
    sync();
}

void journal_writer::sync() {
  if (const caf::error problem = env_->sync())
    log::write(log::level::error, "journal", message_of(problem));
}

bool journal_writer::commit(std::vector<order>& batch) {
  std::vector<runtime::journal::step> steps;
  steps.reserve(batch.size());
  for (order& each : batch)
    steps.push_back(std::move(each.what));
  caf::error stopped;
  for (uint32_t tries = 0;; ++tries) {
    stopped = runtime::journal::commit_group(*env_, steps);
    if (!stopped || !pause_after(stopped, tries))
      break;
  }
  for (size_t i = 0; i < batch.size(); ++i) {
    batch[i].what = std::move(steps[i]);
    if (stopped)
      batch[i].what.result = stopped;
  }
  if (stopped)
    return false;
  const std::lock_guard lock{guard_};
  if (!std::exchange(figures_.stopped, {}).empty())
    log::write(log::level::info, "journal", fmt::format("{}: written again; {} steps had waited", env_->folder().string(), batch.size()));
  return true;
}

bool journal_writer::pause_after(const caf::error& why, uint32_t tries) {
  std::unique_lock lock{guard_};
  if (figures_.stopped.empty())
    log::write(log::level::error, "journal",
               fmt::format("{}. Nothing is acknowledged until it can be written; it is tried again by itself", message_of(why)));
  figures_.stopped = message_of(why);
  const auto delay = std::min<std::chrono::milliseconds>(limits::journal_retry_first * (1U << std::min(tries, 10U)), limits::journal_retry_max);
  return !wake_.wait_for(lock, delay, [&] { return ending_; });
}

}  // namespace troupe::actors
