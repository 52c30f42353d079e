#include "actors/tree_supervisor.hpp"

#include "actors/explanation.hpp"
#include "config/log.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace troupe::actors {

namespace {

using runtime::fault;

document fields_of(const entry_id& child, const entry_id& supervisor, const std::string& why, const std::string& decision) {
  return document{document::map{{"service", document{child.text()}},
                                {"supervisor", document{supervisor.text()}},
                                {"error", document{why}},
                                {"decision", document{decision}}}};
}

// OTP's `normal` and `shutdown`: a return without an error, a cancellation.
bool is_orderly(const runtime::outcome& result) noexcept {
  const fault* why = runtime::fault_in(result);
  return why == nullptr || why->kind == kind_name(errc::canceled);
}

}  // namespace

// ---- upwards ----------------------------------------------------------------------------------------------------------

void tree_service::start(report tell) {
  caf::anon_send(tree_, tree_order{tree_order::kind::start, std::move(tell)});
}

void tree_service::stop() {
  caf::anon_send(tree_, tree_order{tree_order::kind::stop, {}});
}

void tree_service::abandon() {
  caf::anon_send(tree_, tree_order{tree_order::kind::abandon, {}});
}

tree_supervisor::tree_supervisor(caf::actor_config& config, entry_id id, const clock_source& clock, caf::actor coordinator)
  : caf::event_based_actor(config), id_(std::move(id)), clock_(clock), coordinator_(std::move(coordinator)) {}

void tree_supervisor::on_exit() {
  wards_.clear();
  subjects_.clear();
  commands_.clear();
  tell_ = next_start_ = nullptr;
}

caf::behavior tree_supervisor::make_behavior() {
  return {
    [this](const tree_setup& what) { setup(what); },
    [this](const tree_order& what) { order(what); },
    [this](const tree_news& what) { news(what); },
    [this](const tree_request& what) { request(what); },
    [this](wake_atom) { wake(); },
  };
}

void tree_supervisor::tell(service_event event) {
  if (const service::report to = std::exchange(tell_, nullptr))
    to(std::move(event));
}

void tree_supervisor::setup(const tree_setup& what) {
  for (const auto& [id, subject] : what.subjects)
    subjects_[id] = subject;
  for (const child_spec& each : what.spec.children)
    held_.insert(each.id);
  carry_out(tree_.redefine(what.spec, what.gone, clock_.steady()));
}

void tree_supervisor::order(const tree_order& what) {
  switch (what.what) {
    case tree_order::kind::start:
      if (tree_.now() != supervision_tree::state::down) {
        next_start_ = what.tell;  // the run before was given up, but has not ended yet
        return;
      }
      tell_ = what.tell;
      return carry_out(tree_.start(clock_.steady()));
    case tree_order::kind::stop: next_start_ = nullptr; return carry_out(tree_.stop(clock_.steady()));
    case tree_order::kind::abandon: next_start_ = nullptr; return carry_out(tree_.abandon(clock_.steady()));
  }
}

// ---- downwards --------------------------------------------------------------------------------------------------------

void tree_supervisor::news(const tree_news& what) {
  using kind = service_event::kind;
  const tree_child* child = tree_.find(what.child);
  if (child == nullptr || child->attempt != what.attempt) {
    if (what.event.crash)
      log_crash(*what.event.crash, "none: this attempt had been given up", what.child.text());
    return;
  }
  if (what.event.what == kind::started)
    return carry_out(tree_.child_started(what.child, what.attempt, clock_.steady()));
  ward& known = wards_[what.child];
  const fault* why = runtime::fault_in(what.event.result);
  known.why = why == nullptr ? std::string{} : why->message;
  known.by_itself = child->now != child_status::stopping;
  known.crash = what.event.crash;
  known.orderly = what.event.what == kind::ended && is_orderly(what.event.result);
  const child_end how{known.orderly, known.why};
  carry_out(tree_.child_ended(what.child, what.attempt, how, clock_.steady()));
}

void tree_supervisor::carry_out(const supervision_tree::actions& wanted) {
  for (const tree_action& each : wanted)
    carry_out(each);
  // Crashes about which nothing had to be decided: the child was to stop anyway.
  for (auto& [id, known] : wards_)
    if (const tree_child* child = tree_.find(id); known.crash && (child == nullptr || !child->dead))
      log_crash(*std::exchange(known.crash, nullptr), "none: it was being stopped by " + id_.text(), id.text());
  tell_coordinator();
  arm();
}

void tree_supervisor::carry_out(const tree_action& each) {
  using kind = tree_action::kind;
  switch (each.what) {
    case kind::start_child: {
      ward& known = wards_[each.child];
      known.subject = subjects_.at(each.child);
      known.by_itself = false;
      known.why.clear();
      known.subject->start([self = caf::actor{this}, id = each.child, attempt = each.number](service_event event) {
        caf::anon_send(self, tree_news{id, attempt, std::move(event)});
      });
      break;
    }
    case kind::stop_child: wards_.at(each.child).subject->stop(); break;
    case kind::kill_child: wards_.at(each.child).subject->abandon(); break;
    case kind::decided: log_decision(each); break;
    case kind::overdue:
      log::warn("supervisor", "service did not stop in time and is ended by force",
                document{document::map{{"service", document{each.child.text()}}, {"supervisor", document{id_.text()}}}});
      break;
    case kind::answered:
      tell_coordinator();  // who hears the answer knows the state by then
      if (auto node = commands_.extract(each.number))
        node.mapped()(each);
      break;
    case kind::started:
      tell_coordinator();  // as above: whoever needs the tree finds its children running
      if (tell_)
        tell_({service_event::kind::started, {}});
      break;
    case kind::stopped:
    case kind::failed:
      tell_coordinator();
      tell({service_event::kind::ended, each.what == kind::stopped ? runtime::outcome{runtime::value{}}
                                                                   : fault::undecided(errc::unavailable, each.text)});
      if (next_start_) {
        tell_ = std::exchange(next_start_, nullptr);
        carry_out(tree_.start(clock_.steady()));
      }
      break;
  }
}

void tree_supervisor::log_decision(const tree_action& decided) {
  ward& known = wards_.at(decided.child);
  if (known.crash)
    return log_crash(*std::exchange(known.crash, nullptr), decided.text, decided.child.text());
  const tree_child* child = tree_.find(decided.child);
  const std::string& why = child != nullptr && known.why.empty() ? child->details : known.why;
  document fields = fields_of(decided.child, id_, why, decided.text);
  if (why.empty() || known.orderly)
    return log::info("supervisor", "service ended", fields);
  add_explanation(fields, why);
  log::error("supervisor", "service failed", fields);
}

// ---- what others see --------------------------------------------------------------------------------------------------

service_state tree_supervisor::state_of(const tree_child& child, const ward& known) const {
  service_state made;
  made.wanted = desired_status::running;
  made.attempt = child.starts;
  made.running_since = child.running_since;
  made.details = child.details;
  switch (child.now) {
    case child_status::starting:
      made.now = service_status::starting;
      made.details = "attempt " + std::to_string(child.starts);
      break;
    case child_status::running: made.now = service_status::running; break;
    case child_status::stopping:
      made.now = service_status::stopping;
      made.wanted = desired_status::stopped;
      break;
    case child_status::restarting:
      made.now = service_status::failed;
      made.retrying = true;
      break;
    case child_status::stopped:
      if (child.starts == 0) {
        made.wanted = desired_status::unknown;
      } else if (known.by_itself) {
        made.now = known.orderly && child.details == known.why ? service_status::exited : service_status::failed;
      } else {
        made.now = service_status::stopped;
        made.wanted = desired_status::stopped;
        made.details.clear();
      }
  }
  return made;
}

// Sends what has changed. A child that is gone is told of once more, and released.
void tree_supervisor::tell_coordinator() {
  for (auto each = wards_.begin(); each != wards_.end();) {
    ward& known = each->second;
    const tree_child* child = tree_.find(each->first);
    if (child == nullptr) {
      service_state last = known.told;
      last.now = known.by_itself ? (known.orderly ? service_status::exited : service_status::failed) : service_status::stopped;
      last.details = known.by_itself ? known.why : std::string{};
      last.retrying = false;
      send(coordinator_, service_news{each->first, std::move(last), true});
      each = wards_.erase(each);
      continue;
    }
    const service_state now = state_of(*child, known);
    if (now.now != known.told.now || now.details != known.told.details || now.retrying != known.told.retrying
        || now.attempt != known.told.attempt) {
      known.told = now;
      send(coordinator_, service_news{each->first, now, true, known.subject->process()});
    }
    ++each;
  }
  release();
}

void tree_supervisor::release() {
  if (tree_.awaits_definition())
    return;
  std::set<entry_id> now;
  for (const child_spec& each : tree_.spec().children)
    now.insert(each.id);
  if (tree_.now() != supervision_tree::state::down)
    for (const tree_child& each : tree_.children())
      now.insert(each.spec.id);
  for (const entry_id& each : held_)
    if (now.count(each) == 0)
      send(coordinator_, child_released{id_, each});
  held_ = std::move(now);
}

document tree_supervisor::which_children() const {
  document::list all;
  for (const tree_child& child : tree_.children()) {
    const auto known = wards_.find(child.spec.id);
    document made{document::map{}};
    made.set("id", document{child.spec.id.text()});
    if (known != wards_.end() && (child.now == child_status::running || child.now == child_status::stopping))
      if (const process_id who = known->second.subject->process())
        made.set("pid", document{who.text()});
    made.set("restart", document{name_of(child.spec.restart)});
    const bool plain = child.now != child_status::stopped || child.starts == 0 || known == wards_.end();
    made.set("status", document{plain ? name_of(child.now) : name_of(state_of(child, known->second).now)});
    all.push_back(std::move(made));
  }
  return document{std::move(all)};
}

document tree_supervisor::count_children() const {
  int64_t active = 0;
  int64_t supervisors = 0;
  for (const tree_child& child : tree_.children()) {
    active += child.now == child_status::running || child.now == child_status::stopping ? 1 : 0;
    supervisors += child.spec.supervisor ? 1 : 0;
  }
  const auto specs = static_cast<int64_t>(tree_.children().size());
  return document{document::map{{"specs", document{specs}},
                                {"active", document{active}},
                                {"supervisors", document{supervisors}},
                                {"workers", document{specs - supervisors}}}};
}

// ---- requests ---------------------------------------------------------------------------------------------------------

void tree_supervisor::command(tree_command what, continuation then) {
  const uint64_t number = ++last_command_;
  commands_[number] = std::move(then);
  carry_out(tree_.command(std::move(what), number, clock_.steady()));
}

// Starts a child that is down or unknown; one that runs is as it should be. One that has left meanwhile is the business of others.
void tree_supervisor::bring_up(const tree_request& what) {
  const bool known = tree_.find(what.child.id) != nullptr;
  if (!known && (held_.count(what.child.id) == 0 || tree_.awaits_definition()))
    return what.done({tree_refusal::not_found, {}, {}});
  if (!known)
    subjects_[what.child.id] = what.subject;
  command({known ? tree_command::what::restart_child : tree_command::what::start_child, what.child}, [what](const tree_action& answer) {
    const bool fine = answer.refusal == tree_refusal::running || answer.refusal == tree_refusal::already_started;
    what.done({fine ? tree_refusal::none : answer.refusal, answer.text, {}});
  });
}

void tree_supervisor::request(const tree_request& what) {
  using kind = tree_request::kind;
  const auto answered = [done = what.done](const tree_action& answer) { done({answer.refusal, answer.text, {}}); };
  if (tree_.now() == supervision_tree::state::down)
    return what.done({what.what == kind::stop ? tree_refusal::none : tree_refusal::not_running, {}, {}});
  switch (what.what) {
    case kind::which_children: return what.done({tree_refusal::none, {}, which_children()});
    case kind::count_children: return what.done({tree_refusal::none, {}, count_children()});
    case kind::start_child:
      if (tree_.find(what.child.id) == nullptr)
        subjects_[what.child.id] = what.subject;
      return command({tree_command::what::start_child, what.child}, answered);
    case kind::terminate_child: return command({tree_command::what::terminate_child, what.child}, answered);
    case kind::restart_child: return command({tree_command::what::restart_child, what.child}, answered);
    case kind::delete_child: return command({tree_command::what::delete_child, what.child}, answered);
    case kind::start: return bring_up(what);
    case kind::stop:
    case kind::restart:
      return command({tree_command::what::terminate_child, what.child}, [this, what](const tree_action& answer) {
        if (answer.refusal != tree_refusal::none && answer.refusal != tree_refusal::not_found)
          return what.done({answer.refusal, answer.text, {}});
        if (what.what == kind::stop)
          return what.done({});
        send(this, tree_request{kind::start, what.child, what.subject, what.done});
      });
  }
}

// ---- time -------------------------------------------------------------------------------------------------------------

// At most one wake-up is under way that matters: CAF cannot take a delayed message back.
void tree_supervisor::arm() {
  const std::optional<steady_time> deadline = tree_.deadline();
  if (!deadline || (next_wake_ && *next_wake_ <= *deadline))
    return;
  next_wake_ = deadline;
  delayed_send(this, std::max(*deadline - clock_.steady(), std::chrono::nanoseconds{0}), wake_atom::value);
}

void tree_supervisor::wake() {
  next_wake_.reset();
  carry_out(tree_.tick(clock_.steady()));
}

}  // namespace troupe::actors
