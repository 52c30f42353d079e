#include "runtime/workflow/run.hpp"

#include <algorithm>
#include <utility>

namespace troupe::runtime::workflow {

std::string divergence::text() const {
  std::string text = "command " + std::to_string(command) + " of activation " + std::to_string(activation) + ": ";
  if (attempted.empty())
    text += "the record says " + recorded + ", the code did nothing there";
  else if (recorded.empty())
    text += "the code did " + attempted + ", the record says nothing there";
  else
    text += "the record says " + recorded + ", the code did " + attempted;
  return position.empty() ? text : text + " (" + position + ")";
}

run::run(std::shared_ptr<const lua::program> code, run_start how, surroundings& around, lua::vm_limits bounds)
  : code_(std::move(code)), how_(std::move(how)), around_(around), random_(how_.seed), machine_(lua::vm::create(code_, bounds)) {}

run::~run() = default;

size_t run::memory_bytes() const noexcept {
  return machine_ == nullptr ? 0 : machine_->memory_bytes();
}

void run::begin(int64_t time_ns, std::vector<job> jobs) {
  current_ = {};
  current_.time_ns = std::max(time_ns, static_cast<int64_t>(clock_.now.count()));
  current_.jobs = std::move(jobs);
  replaying_ = false;
  state_ = state::working;
  clock_.now = std::chrono::nanoseconds{current_.time_ns};
  for (job& each : current_.jobs)
    deliver(each);
}

void run::begin(activation recorded) {
  current_ = std::move(recorded);
  next_recorded_ = 0;
  replaying_ = true;
  state_ = state::working;
  clock_.now = std::chrono::nanoseconds{current_.time_ns};
  for (job& each : current_.jobs)
    deliver(each);
}

run::state run::step(uint32_t resumes_max) {
  if (state_ != state::working)
    return state_;
  if (machine_ == nullptr) {
    close({.kind = command_kind::fail, .failure = fault::of(errc::unavailable, "no memory for another run")});
    return state_;
  }
  if (!machine_->loaded()) {
    if (auto problem = machine_->load(*this, how_.self)) {
      close({.kind = command_kind::fail, .failure = std::move(*problem)});
      return state_;
    }
    if (!machine_->loaded())
      return state_;  // preempted
  }
  if (!std::exchange(begun_, true))
    machine_->begin(*this, how_.self, how_.context, how_.arguments);
  switch (machine_->run(resumes_max)) {
    case lua::vm::status::runnable:
    case lua::vm::status::preempted: break;
    case lua::vm::status::blocked: end(); break;
    case lua::vm::status::ended: {
      if (state_ == state::diverged)
        break;
      if (machine_->upgrade) {
        close({.kind = command_kind::continue_as_new, .name = machine_->upgrade->entry, .body = std::move(machine_->upgrade->arguments)});
        break;
      }
      outcome result = machine_->take_outcome();
      if (auto* why = std::get_if<fault>(&result))
        close({.kind = command_kind::fail, .failure = std::move(*why)});
      else
        close({.kind = command_kind::complete, .body = std::move(std::get<value>(result))});
      break;
    }
  }
  return state_;
}

// The code waits: what the record still holds it should have done.
void run::end() {
  if (state_ == state::diverged)
    return;
  if (replaying_ && next_recorded_ < current_.commands.size())
    return diverge(nullptr);
  if (replaying_ && current_.drawn != random_.drawn()) {
    problem_ = {activations_, commands_, std::to_string(current_.drawn) + " random bytes", std::to_string(random_.drawn()) + " of them",
                machine_->position()};
    state_ = state::diverged;
    return;
  }
  current_.drawn = random_.drawn();
  ++activations_;
  state_ = state::waiting;
}

activation run::take() {
  return std::move(current_);
}

bool run::command_made(command& made) {
  ++commands_;
  if (!replaying_) {
    current_.commands.push_back(made);
    return true;
  }
  if (next_recorded_ == current_.commands.size()) {
    diverge(&made);
    return false;
  }
  const command& recorded = current_.commands[next_recorded_];
  if (recorded.kind != made.kind || recorded.name != made.name || recorded.detail != made.detail) {
    diverge(&made);
    return false;
  }
  ++next_recorded_;
  made = recorded;
  return true;
}

// Nothing of it reaches the code: the machine stops at the next instruction that asks, and is never run again.
void run::diverge(const command* attempted) {
  problem_.activation = activations_;
  problem_.command = commands_;
  problem_.recorded = next_recorded_ < current_.commands.size() ? text_of(current_.commands[next_recorded_]) : std::string{};
  problem_.attempted = attempted == nullptr ? std::string{} : text_of(*attempted);
  problem_.position = machine_ == nullptr ? std::string{} : machine_->position();
  state_ = state::diverged;
}

void run::close(command last) {
  if (!command_made(last))
    return;
  end();
  if (state_ != state::diverged)
    state_ = state::closed;
}

}  // namespace troupe::runtime::workflow
