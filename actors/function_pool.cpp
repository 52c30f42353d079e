#include "actors/function_pool.hpp"

#include "actors/local_node.hpp"

namespace troupe::actors {

using runtime::lua::vm;

function_pool::function_pool(std::string entry, std::shared_ptr<const runtime::lua::program> code, pool& workers,
                             function_pool_options options)
  : entry_(std::move(entry)),
    host_(intern(entry_ + std::string{function_host_suffix})),
    code_(std::move(code)),
    workers_(workers),
    options_(options) {}

process_id function_pool::call(local_node& home, runtime::call_request& request, answer_to ended) {
  waiting_call call{request.arguments, request.context, std::move(ended)};
  std::unique_ptr<vm> machine;
  {
    const std::lock_guard lock{guard_};
    if (busy_ >= options_.states_max) {
      waiting_.push_back(std::move(call));
      return {};
    }
    ++busy_;
    if (!idle_.empty()) {
      machine = std::move(idle_.back().machine);  // the one used last is the warmest
      idle_.pop_back();
    }
  }
  return start(home, std::move(call), std::move(machine));
}

process_id function_pool::start(local_node& home, waiting_call call, std::unique_ptr<vm> machine) {
  process_options options;
  options.id = home.names().next_id(host_);
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
  const process_id id = options.id;
  const process_ptr made = process::make(home, workers_, std::move(options));
  home.names().add(made);
  made->launch();
  return id;
}

void function_pool::take_back(local_node& home, std::unique_ptr<vm> machine, bool usable) {
  waiting_call next;
  if (!usable)
    machine.reset();
  {
    const std::lock_guard lock{guard_};
    if (waiting_.empty()) {
      --busy_;
      if (machine)
        idle_.push_back({std::move(machine), home.clock().steady()});
      return;
    }
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  start(home, std::move(next), std::move(machine));
}

void function_pool::trim(steady_time now) {
  std::vector<idle_state> old;  // closed without the lock
  const std::lock_guard lock{guard_};
  if (options_.type == function_pool_options::kind::fixed || options_.type == function_pool_options::kind::serial)
    return;
  while (!idle_.empty() && now - idle_.front().since > limits::function_pool_idle_max) {
    old.push_back(std::move(idle_.front()));
    idle_.erase(idle_.begin());
  }
}

size_t function_pool::states() const {
  const std::lock_guard lock{guard_};
  return busy_ + idle_.size();
}

}  // namespace troupe::actors
