#include "actors/function_pool.hpp"

#include "actors/errand.hpp"
#include "actors/local_node.hpp"

#include <algorithm>
#include <iterator>

namespace troupe::actors {

using runtime::lua::vm;

namespace {

void refuse(local_node& home, const answer_to& caller, process_id id) {
  home.answer(caller, id, runtime::fault::of(errc::canceled, "the program ends"));
}

void refuse_itself(local_node& home, const answer_to& caller, process_id id, const std::string& entry) {
  home.answer(caller, id, runtime::fault::of(errc::conflict, entry + " calls itself and has one state, which runs one call at a time: it would wait "
                                                                     "for its own end (give its pool more: max_size, workers)"));
}

}  // namespace

function_pool::function_pool(std::string entry, std::shared_ptr<const runtime::lua::program> code, pool& workers,
                             function_pool_options options)
  : entry_(std::move(entry)),
    host_(intern(entry_ + std::string{function_host_suffix})),
    code_(std::move(code)),
    workers_(workers),
    options_(options) {}

process_id function_pool::call(local_node& home, runtime::call_request& request, answer_to ended) {
  waiting_call call{home.names().next_id(host_), request.arguments, request.context, std::move(ended)};
  const process_id id = call.id;
  std::unique_ptr<vm> machine;
  {
    std::unique_lock lock{guard_};
    if (!closed_) {
      if (busy_ >= options_.states_max) {
        if (options_.states_max == 1 && call.ended.who && call.ended.who == begun_last_) {
          lock.unlock();
          refuse_itself(home, call.ended, id, entry_);
          return id;
        }
        waiting_.push_back(std::move(call));
        return id;
      }
      ++busy_;
      begun_last_ = id;
      if (!idle_.empty()) {
        machine = std::move(idle_.back().machine);  // the one used last is the warmest
        idle_.pop_back();
      }
      lock.unlock();
      start(home, std::move(call), std::move(machine));
      return id;
    }
  }
  refuse(home, call.ended, id);
  return id;
}

bool function_pool::withdraw(process_id id) {
  waiting_call dropped;  // without the lock
  const std::lock_guard lock{guard_};
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const waiting_call& each) { return each.id == id; });
  if (found == waiting_.end())
    return false;
  dropped = std::move(*found);
  waiting_.erase(found);
  return true;
}

void function_pool::close(local_node& home) {
  std::deque<waiting_call> refused;
  {
    const std::lock_guard lock{guard_};
    closed_ = true;
    std::swap(refused, waiting_);
  }
  for (const waiting_call& each : refused)
    refuse(home, each.ended, each.id);
}

void function_pool::start(local_node& home, waiting_call call, std::unique_ptr<vm> machine) {
  process_options options;
  options.id = call.id;
  options.entry = entry_;
  options.code = code_;
  options.machine = std::move(machine);
  options.arguments = std::move(call.arguments);
  options.context = std::move(call.context);
  options.is_function = true;
  options.ended = std::move(call.ended);
  options.release = [self = shared_from_this(), &home](process&, std::unique_ptr<vm> used, bool usable) {
    self->take_back(home, std::move(used), usable);
  };
  const process_ptr made = process::make(home, workers_, std::move(options));
  home.names().add(made);
  made->launch();
}

void function_pool::take_back(local_node& home, std::unique_ptr<vm> machine, bool usable) {
  waiting_call next;
  if (!usable)
    machine.reset();
  {
    std::unique_lock lock{guard_};
    if (waiting_.empty()) {
      --busy_;
      if (!machine)
        return;
      idle_.push_back({std::move(machine), home.clock().steady()});
      if (keeps_idle_states() || std::exchange(trimming_, true))
        return;
      lock.unlock();
      trim_later(home, limits::function_pool_idle_max);
      return;
    }
    next = std::move(waiting_.front());
    waiting_.pop_front();
    begun_last_ = next.id;
  }
  start(home, std::move(next), std::move(machine));
}

// ---- idle states ------------------------------------------------------------------------------------------------------

bool function_pool::keeps_idle_states() const noexcept {
  return options_.type == function_pool_options::kind::fixed || options_.type == function_pool_options::kind::serial;
}

// Closing a machine takes time, which the timers' thread has not.
void function_pool::trim_later(local_node& home, std::chrono::nanoseconds delay) {
  home.after(delay, [pool = weak_from_this(), &home] {
    if (const auto self = pool.lock())
      run_on(self->workers_, [self, &home] { self->trim(home); });
  });
}

// One look at a time is to come, for the state that has been idle longest.
void function_pool::trim(local_node& home) {
  std::vector<idle_state> old;  // closed without the lock
  const steady_time now = home.clock().steady();
  std::chrono::nanoseconds next{};
  {
    const std::lock_guard lock{guard_};
    const auto kept = std::find_if(idle_.begin(), idle_.end(),
                                   [&](const idle_state& each) { return now - each.since < limits::function_pool_idle_max; });
    std::move(idle_.begin(), kept, std::back_inserter(old));
    idle_.erase(idle_.begin(), kept);
    trimming_ = !idle_.empty();
    if (trimming_)
      next = idle_.front().since + limits::function_pool_idle_max - now;
  }
  if (next.count() > 0)
    trim_later(home, next);
}

size_t function_pool::states() const {
  const std::lock_guard lock{guard_};
  return busy_ + idle_.size();
}

}  // namespace troupe::actors
