#include "actors/activities.hpp"

#include "actors/function_pool.hpp"
#include "actors/local_node.hpp"
#include "actors/workflows.hpp"
#include "config/duration.hpp"
#include "config/log.hpp"
#include "runtime/workflow/json_image.hpp"

#include <bit>
#include <string>
#include <vector>

namespace troupe::actors {

using runtime::fault;
using runtime::ticket;
using runtime::workflow::job;
using runtime::workflow::job_kind;

namespace {

fault time_out(std::string_view what, std::string_view type) {
  fault why = fault::of(errc::timeout, std::string{what});
  runtime::workflow::add_details(why, {{"timeout_type", document{type}}});
  why.retryable = -1;  // whether it is tried again is the policy's; the workflow is told no
  return why;
}

// Of tries without end every one is soon too much: the first three are told, then each power of two.
bool is_told(uint32_t attempts) noexcept {
  return attempts <= 3 || std::has_single_bit(attempts);
}

document fields_of(const activity& what, uint32_t attempts, const fault& why) {
  document fields{document::map{}};
  fields.set("workflow", document{process_id{nullptr, what.chain | process_id::workflow_bit}.text()});
  fields.set("activity", document{what.call.function});
  fields.set("attempt", document{static_cast<int64_t>(attempts)});
  if (!why.kind.empty())
    fields.set("kind", document{why.kind});
  fields.set("error", document{why.message});
  return fields;
}

void log_retry(const activity& what, uint32_t attempts, std::chrono::nanoseconds wait, const fault& why) {
  if (!is_told(attempts))
    return;
  document fields = fields_of(what, attempts, why);
  fields.set("next_try_in", document{format_duration(rounded_duration(wait))});
  if (attempts > 3)
    fields.set("next_logged_attempt", document{static_cast<int64_t>(attempts) * 2});
  log::warn("workflow", "an activity failed and is tried again", fields);
}

}  // namespace

void activities::begin(activity what) {
  const key which{what.run, what.command};
  {
    const std::lock_guard lock{guard_};
    all_[which].what = std::make_shared<activity>(std::move(what));
  }
  attempt(which);
}

bool activities::knows(uint64_t run, uint64_t command) const {
  const std::lock_guard lock{guard_};
  return all_.contains({run, command});
}

void activities::go_on(activity what) {
  const key which{what.run, what.command};
  uint32_t attempts = 0;
  runtime::workflow::timer_row next{0, what.run, what.command, runtime::workflow::timer_kind::retry, what.chain};
  {
    const std::lock_guard lock{guard_};
    const auto txn = runtime::journal::read_txn::begin(engine_.env());
    const auto row = txn ? engine_.tables().attempt(*txn, what.run, what.command) : txn.error();
    if (row && *row) {
      attempts = (*row)->attempts;
      next.deadline_ns = (*row)->next_ns;
    }
    under_way& added = all_[which];
    added.what = std::make_shared<activity>(std::move(what));
    added.attempts = attempts;
  }
  if (next.deadline_ns != 0) {
    // Its timer is on the disk. If its time has come, the clock may have told of it before anybody here knew.
    if (next.deadline_ns <= engine_.now_ns())
      retry(next);
    return;
  }
  failed(which, time_out("the program ended during the attempt", "start_to_close"));
}

bool activities::retry(const runtime::workflow::timer_row& timer) {
  const key which{timer.run, timer.command};
  std::shared_ptr<activity> what;
  runtime::workflow::attempt_row row;
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find(which);
    if (found == all_.end())
      return false;
    if (found->second.serial != 0 || std::exchange(found->second.starting, true))
      return true;
    what = found->second.what;
    row.attempts = found->second.attempts;
  }
  row.first_ns = what->scheduled_ns;
  // Noted before it begins: an attempt during which the program ends has been made.
  engine_.submit(
    [timer, row](auto& to) {
      to.note_attempts(timer.run, timer.command, row);  // if the run has been closed, there is nothing to note
      to.forget_timer(timer);
      return caf::error{};
    },
    [this, which](const caf::error& problem) {
      if (!problem)
        attempt(which);
    });
  return true;
}

void activities::attempt(key which) {
  std::shared_ptr<activity> what;
  ticket serial = 0;
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find(which);
    if (found == all_.end() || found->second.serial != 0)
      return;
    what = found->second.what;
    serial = found->second.serial = ++last_serial_;
    found->second.starting = false;
  }
  auto limit = what->options.start_to_close;
  auto limited_by = under_way::limit::start_to_close;
  const auto no_longer_than = [&](std::chrono::nanoseconds span, under_way::limit why) {
    if (limit.count() != 0 && limit <= span)
      return;
    limit = std::max(span, std::chrono::nanoseconds{1});
    limited_by = why;
  };
  if (what->options.heartbeat.count() > 0)  // no code of an activity can send one
    no_longer_than(what->options.heartbeat, under_way::limit::heartbeat);
  if (what->options.schedule_to_close.count() > 0)
    no_longer_than(std::chrono::nanoseconds{what->scheduled_ns + what->options.schedule_to_close.count() - engine_.now_ns()},
                   under_way::limit::schedule_to_close);
  const process_id caller{nullptr, what->chain | process_id::workflow_bit};
  if (limit.count() > 0) {
    const std::lock_guard lock{guard_};
    if (const auto found = all_.find(which); found != all_.end())
      found->second.limited_by = limited_by;
    timed_.emplace(serial, which);
    engine_.home().timers().add({nullptr, process_id::workflow_bit}, serial, limit, {});
  }
  runtime::call_request request = what->call;
  answer_to ended;
  ended.callback = [this, which, serial](runtime::outcome& result) { finished(which, serial, result); };
  auto whom = engine_.home().call(request, caller, std::move(ended));
  if (!whom) {
    fault why = fault::of(whom.error());
    why.retryable = code_of(whom.error()) == errc::not_found ? 1 : -1;
    runtime::outcome result{std::move(why)};
    finished(which, serial, result);
    return;
  }
  const std::lock_guard lock{guard_};
  const auto found = all_.find(which);
  if (found == all_.end() || found->second.serial != serial)
    return;
  found->second.whom = std::move(*whom);
  if (what->options.schedule_to_start.count() > 0 && found->second.whom.pool) {
    const ticket queued = found->second.queue_serial = ++last_serial_;
    timed_.emplace(queued, which);
    engine_.home().timers().add({nullptr, process_id::workflow_bit}, queued, what->options.schedule_to_start, {});
  }
}

// With the lock held.
void activities::stop_timers(under_way& of) {
  for (const ticket serial : {of.serial, std::exchange(of.queue_serial, 0)})
    if (timed_.erase(serial) != 0)
      engine_.home().timers().stop({nullptr, process_id::workflow_bit}, serial);
}

void activities::finished(key which, ticket serial, runtime::outcome& result) {
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find(which);
    if (found == all_.end() || found->second.serial != serial)
      return;  // too late: cancelled, or its time was over
    stop_timers(found->second);
    if (std::holds_alternative<fault>(result))
      found->second.serial = 0;
  }
  if (auto* why = std::get_if<fault>(&result))
    return failed(which, std::move(*why));
  job done{.kind = job_kind::resolve_activity, .command = which.command};
  auto image = runtime::workflow::json_image(std::get<runtime::value>(result));
  if (image)
    done.body = std::move(*image);
  else
    done.failure = fault::of(errc::internal, "failed to encode result: " + message_of(image.error()));
  resolve(which, std::move(done));
}

void activities::attempt_timed_out(ticket serial) {
  key which{};
  callee whom;
  std::shared_ptr<activity> what;
  auto limited_by = under_way::limit::start_to_close;
  {
    const std::lock_guard lock{guard_};
    const auto timer = timed_.find(serial);
    if (timer == timed_.end())
      return;
    which = timer->second;
    timed_.erase(timer);
    const auto found = all_.find(which);
    if (found == all_.end() || (found->second.serial != serial && found->second.queue_serial != serial))
      return;
    what = found->second.what;
    limited_by = found->second.limited_by;
    if (found->second.queue_serial == serial) {
      found->second.queue_serial = 0;
      if (!found->second.whom.pool->withdraw(found->second.whom.id))
        return;  // it has begun
      limited_by = under_way::limit::schedule_to_start;
    }
    stop_timers(found->second);
    found->second.serial = 0;
    whom = std::exchange(found->second.whom, {});
  }
  engine_.home().cancel_call(whom, {nullptr, what->chain | process_id::workflow_bit});
  failed(which, timed_out(*what, limited_by));
}

fault activities::timed_out(const activity& what, under_way::limit by) {
  using limit = under_way::limit;
  const auto say = [&](const char* verb, std::chrono::nanoseconds allowed, const char* type) {
    return time_out("activity " + what.call.function + " " + verb + " longer than " + format_duration(allowed), type);
  };
  switch (by) {
    case limit::schedule_to_close: return say("took", what.options.schedule_to_close, "schedule_to_close");
    case limit::heartbeat: return say("took", what.options.heartbeat, "heartbeat");
    case limit::start_to_close: return say("took", what.options.start_to_close, "start_to_close");
    case limit::schedule_to_start: break;
  }
  fault why = say("waited", what.options.schedule_to_start, "schedule_to_start");
  why.retryable = 0;  // the queue would be no shorter
  return why;
}

void activities::failed(key which, fault why) {
  std::shared_ptr<activity> what;
  runtime::workflow::attempt_row row;
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find(which);
    if (found == all_.end())
      return;
    what = found->second.what;
    row.attempts = ++found->second.attempts;
  }
  const auto& policy = what->options.retry;
  std::string_view last_word = policy.last_word(row.attempts, why);
  const int64_t now = engine_.now_ns();
  row.next_ns = now + policy.delay_after(row.attempts).count();
  if (last_word.empty() && what->options.schedule_to_close.count() > 0
      && row.next_ns >= what->scheduled_ns + what->options.schedule_to_close.count())
    last_word = "Timeout";
  if (last_word.empty()) {
    log_retry(*what, row.attempts, std::chrono::nanoseconds{row.next_ns - now}, why);
    row.first_ns = what->scheduled_ns;
    row.last = std::move(why);
    engine_.submit([which, row](auto& to) { return to.note_attempts(which.run, which.command, row); }, {});
    return;
  }
  if (log::enabled(log::level::debug))
    log::debug("workflow", "an activity failed: its workflow gets the error", fields_of(*what, row.attempts, why));
  if (why.kind == kind_name(errc::timeout))
    why.retryable = 0;
  if (!why.kind_given)
    why.kind = kind_name(errc::unknown);
  runtime::workflow::add_details(why, {{"_wrapper", document{"activity"}},
                                       {"_activity_id", document{what->options.id.empty() ? std::to_string(which.command) : what->options.id}},
                                       {"_retry_state", document{last_word}}});
  resolve(which, {.kind = job_kind::resolve_activity, .command = which.command, .failure = std::move(why)});
}

void activities::resolve(key which, job result) {
  uint64_t chain = 0;
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find(which);
    if (found == all_.end() || std::exchange(found->second.resolved, true))
      return;
    chain = found->second.what->chain;
  }
  // First told, then forgotten: a run that is being rebuilt finds the one or the other.
  engine_.arrive(chain, which.run, std::move(result));
  const std::lock_guard lock{guard_};
  all_.erase(which);
}

void activities::cancel(uint64_t run, uint64_t command) {
  callee whom;
  uint64_t chain = 0;
  {
    const std::lock_guard lock{guard_};
    const auto found = all_.find({run, command});
    if (found == all_.end())
      return;
    whom = std::move(found->second.whom);
    chain = found->second.what->chain;
    stop_timers(found->second);
    all_.erase(found);
  }
  engine_.home().cancel_call(whom, {nullptr, chain | process_id::workflow_bit});
}

void activities::cancel_all(uint64_t run) {
  std::vector<uint64_t> commands;
  {
    const std::lock_guard lock{guard_};
    for (auto each = all_.lower_bound({run, 0}); each != all_.end() && each->first.run == run; ++each)
      commands.push_back(each->first.command);
  }
  for (const uint64_t each : commands)
    cancel(run, each);
}

size_t activities::count() const {
  const std::lock_guard lock{guard_};
  return all_.size();
}

}  // namespace troupe::actors
