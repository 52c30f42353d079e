#include "runtime/workflow/run.hpp"

#include "runtime/workflow/json_image.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe::runtime::workflow {

namespace {

lua::vm_limits seeded(lua::vm_limits bounds, const random_seed& seed) {
  lua::vm_seed numbers{};
  static_assert(sizeof numbers == sizeof seed);
  std::memcpy(numbers.data(), seed.data(), sizeof numbers);
  bounds.seed = numbers;
  return bounds;
}

// What a boundary lets through of a result: its first value.
caf::expected<value> first_image(const value& of) {
  auto image = json_image(of);
  if (!image || image->count() <= 1)
    return image;
  value_reader from{*image};
  value_writer to;
  to.append_raw(from.take_item());
  return to.finish(1);
}

}  // namespace

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
  : code_(std::move(code)),
    how_(std::move(how)),
    around_(around),
    random_(how_.seed),
    machine_(lua::vm::create(code_, seeded(bounds, how_.seed))) {}

run::~run() {
  if (machine_ != nullptr)
    machine_->end_life();
}

size_t run::memory_bytes() const noexcept {
  return machine_ == nullptr ? 0 : machine_->memory_bytes();
}

process_id run::written(const std::string& pid) {
  if (pid.empty())
    return {};
  auto found = written_numbers_.find(pid);
  if (found == written_numbers_.end()) {
    written_.push_back(pid);
    found = written_numbers_.emplace(written_.back(), written_.size()).first;
  }
  return {&written_[found->second - 1], process_id::written_bit | found->second};
}

// ---- activations ------------------------------------------------------------------------------------------------------

void run::begin(int64_t time_ns, std::vector<job> jobs) {
  current_ = {};
  current_.time_ns = std::max(time_ns, static_cast<int64_t>(clock_.now.count()));
  current_.jobs = std::move(jobs);
  replaying_ = false;
  state_ = state::working;
  clock_.now = std::chrono::nanoseconds{current_.time_ns};
  sort_jobs();
  for (size_t i = 0; i < current_.jobs.size(); ++i)  // a ticker's next timer is noted among the commands meanwhile
    deliver(current_.jobs[i]);
}

void run::begin(activation recorded, size_t bytes) {
  current_ = std::move(recorded);
  next_recorded_ = 0;
  replaying_ = true;
  state_ = state::working;
  clock_.now = std::chrono::nanoseconds{current_.time_ns};
  for (size_t i = 0; i < current_.jobs.size(); ++i)
    deliver(current_.jobs[i]);
  history_bytes_ += bytes;
}

run::state run::step(uint32_t resumes_max) {
  if (state_ != state::working)
    return state_;
  if (machine_ == nullptr) {
    close_with(fault::of(errc::unavailable, "no memory for another workflow"));
    return state_;
  }
  if (!machine_->loaded()) {
    if (auto problem = machine_->load(*this, written("{" + how_.host + "|" + how_.workflow_id + "}"))) {
      if (!ended())
        close_with(std::move(*problem));
      return state_;
    }
    if (!machine_->loaded())
      return state_;  // preempted
  }
  if (!std::exchange(begun_, true))
    machine_->begin(*this, written("{" + how_.host + "|" + how_.workflow_id + "}"), how_.context, how_.arguments);
  const lua::vm::status now = machine_->run(resumes_max);
  if (ended())
    return state_;
  switch (now) {
    case lua::vm::status::runnable:
    case lua::vm::status::preempted: break;
    case lua::vm::status::blocked: end(); break;
    case lua::vm::status::ended: {
      if (machine_->upgrade) {
        auto arguments = json_image(machine_->upgrade->arguments);
        keep_unread();
        if (arguments)
          close({.kind = command_kind::continue_as_new, .name = machine_->upgrade->entry, .body = std::move(*arguments)});
        else
          close_with(fault::of(errc::internal, "failed to encode arguments: " + message_of(arguments.error())));
        break;
      }
      outcome result = machine_->take_outcome();
      if (auto* why = std::get_if<fault>(&result)) {
        close_with(std::move(*why));
        break;
      }
      auto image = first_image(std::get<value>(result));
      if (image)
        close({.kind = command_kind::complete, .body = std::move(*image)});
      else
        close_with(fault::of(errc::internal, "failed to encode result: " + message_of(image.error())));
      break;
    }
  }
  return state_;
}

// The code waits, or has ended: what the record still holds it should have done.
void run::end() {
  if (replaying_)
    skip_marks();
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
  events_ += 1 + current_.jobs.size() + current_.commands.size();
  state_ = state::waiting;
}

void run::keep_unread() {
  message_queue unread;
  machine_->take_mail(unread);
  while (const message_ptr letter = unread.pop())
    if (letter->kind == letter::user)
      unread_.push_back({.kind = job_kind::signal, .topic = letter->topic, .sender = letter->from ? letter->from.text() : std::string{}, .body = letter->body});
}

// ---- jobs -------------------------------------------------------------------------------------------------------------

// Answers that a call waits for come first, ends of children last; the rest in order of arrival.
void run::sort_jobs() {
  const auto rank = [this](const job& which) {
    const auto found = waiting_.find(which.command);
    switch (which.kind) {
      case job_kind::resolve_child_start: return 0;
      case job_kind::resolve_activity:
        return found != waiting_.end() && machine_ != nullptr && machine_->blocks(found->second.who) ? 0 : 1;
      case job_kind::resolve_child: return found != waiting_.end() && found->second.execute ? 0 : 2;
      default: return 1;
    }
  };
  std::stable_sort(current_.jobs.begin(), current_.jobs.end(), [&](const job& a, const job& b) { return rank(a) < rank(b); });
}

void run::give(ticket who, const job& what) {
  auto letter = std::make_unique<message>();
  letter->kind = letter::completed;
  letter->reference = who;
  letter->body = what.body;
  if (what.failure)
    letter->failure = std::make_unique<fault>(*what.failure);
  machine_->put(std::move(letter));
}

void run::deliver(const job& what) {
  if (machine_ == nullptr)
    return;
  const auto at = static_cast<uint64_t>(current_.time_ns / 1'000'000'000);
  auto letter = std::make_unique<message>();
  const auto found = waiting_.find(what.command);
  switch (what.kind) {
    case job_kind::signal:
      letter->kind = letter::user;
      letter->topic = what.topic;
      letter->from = written(what.sender);
      letter->body = what.body;
      machine_->put(std::move(letter));
      return;
    case job_kind::cancel:
      letter->kind = letter::event;
      letter->topic = event_kind::cancel;
      letter->reference = at;
      letter->from = written(what.sender);
      letter->body = value::of(what.reason);
      machine_->put(std::move(letter));
      return;
    case job_kind::fire_timer: {
      if (found == waiting_.end())
        return;  // stopped before it was heard of
      waiting timer = std::move(found->second);
      waiting_.erase(found);
      letter->kind = timer.period.count() > 0 ? letter::tick : letter::timer;
      letter->reference = timer.who;
      machine_->put(std::move(letter));
      if (timer.period.count() == 0) {
        command_of_.erase(timer.who);
        return;
      }
      timer.deadline_ns = std::max(timer.deadline_ns + timer.period.count(), current_.time_ns);
      command next{.kind = command_kind::start_timer, .number = timer.deadline_ns};
      if (!command_made(next))
        return;
      timer.deadline_ns = next.number;
      command_of_[timer.who] = commands_;
      waiting_[commands_] = std::move(timer);
      return;
    }
    case job_kind::resolve_activity:
      if (found == waiting_.end())
        return;  // cancelled
      give(found->second.who, what);
      command_of_.erase(found->second.who);
      waiting_.erase(found);
      return;
    case job_kind::resolve_child_start:
      if (found == waiting_.end())
        return;
      if (what.failure) {
        give(found->second.who, what);
        waiting_.erase(found);
      } else if (!found->second.execute) {
        job started = what;
        started.body = value::of(found->second.child);
        give(found->second.who, started);
      }
      return;
    case job_kind::resolve_child: {
      if (found == waiting_.end())
        return;
      const waiting child = std::move(found->second);
      waiting_.erase(found);
      if (child.execute) {
        job over = what;
        if (over.failure && child.by_workflow)
          over.failure->message = "workflow exec failed: " + over.failure->message;
        give(child.who, over);
        return;
      }
      letter->kind = letter::event;
      letter->topic = event_kind::exit;
      letter->reference = at;
      letter->from = written(child.child);
      letter->body = what.body;
      if (what.failure)
        letter->failure = std::make_unique<fault>(*what.failure);
      machine_->put(std::move(letter));
      return;
    }
  }
}

bool run::has_open_activities() const noexcept {
  return std::any_of(waiting_.begin(), waiting_.end(), [](const auto& each) { return each.second.kind == command_kind::schedule_activity; });
}

std::optional<int64_t> run::deadline_of(uint64_t timer) const {
  const auto found = waiting_.find(timer);
  return found == waiting_.end() || found->second.kind != command_kind::start_timer ? std::nullopt : std::optional{found->second.deadline_ns};
}

// ---- commands ---------------------------------------------------------------------------------------------------------

bool run::next_is(command_kind kind) const noexcept {
  return next_recorded_ < current_.commands.size() && current_.commands[next_recorded_].kind == kind;
}

// Marks that the code no longer asks for.
void run::skip_marks() noexcept {
  while (next_recorded_ < current_.commands.size() && is_mark(current_.commands[next_recorded_].kind))
    ++next_recorded_, ++commands_;
}

// Whether the record has that mark next, but for verdicts that the code no longer asks for, which are passed over then.
bool run::comes_to_mark(const command& wanted) noexcept {
  for (size_t i = next_recorded_; i < current_.commands.size(); ++i) {
    const command& each = current_.commands[i];
    if (each.kind == wanted.kind && each.name == wanted.name && each.detail == wanted.detail) {
      commands_ += i - next_recorded_;
      next_recorded_ = i;
      return true;
    }
    if (each.kind != command_kind::ask_permission)
      return false;
  }
  return false;
}

bool run::command_made(command& made) {
  if (!replaying_) {
    ++commands_;
    current_.commands.push_back(made);
    return true;
  }
  if (!is_mark(made.kind))
    skip_marks();
  ++commands_;
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
  if (problem_.position.empty() && machine_ != nullptr)
    problem_.position = machine_->method_position();
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
