#include "actors/supervision_tree.hpp"

#include "config/limits.hpp"

#include <algorithm>

namespace troupe::actors {

using action = tree_action::kind;

std::string_view name_of(tree_strategy strategy) noexcept {
  constexpr std::string_view texts[] = {"one_for_one", "one_for_all", "rest_for_one"};
  return texts[static_cast<size_t>(strategy)];
}

std::string_view name_of(restart_type type) noexcept {
  constexpr std::string_view texts[] = {"permanent", "transient", "temporary"};
  return texts[static_cast<size_t>(type)];
}

std::string_view name_of(child_status status) noexcept {
  constexpr std::string_view texts[] = {"stopped", "starting", "running", "stopping", "restarting"};
  return texts[static_cast<size_t>(status)];
}

std::string_view name_of(tree_refusal refusal) noexcept {
  constexpr std::string_view texts[] = {"none",       "already_started", "already_present", "running",
                                        "restarting", "not_found",       "start_failed",    "not_running"};
  return texts[static_cast<size_t>(refusal)];
}

errc kind_of(tree_refusal refusal) noexcept {
  constexpr errc kinds[] = {errc::none,     errc::already_exists, errc::already_exists, errc::conflict,
                            errc::conflict, errc::not_found,      errc::unavailable,    errc::unavailable};
  return kinds[static_cast<size_t>(refusal)];
}

namespace {

std::optional<steady_time> after(steady_time now, std::chrono::nanoseconds span) {
  return span == no_limit ? std::nullopt : std::optional{now + span};
}

}  // namespace

// ---- children ---------------------------------------------------------------------------------------------------------

tree_child* supervision_tree::known(const entry_id& id) noexcept {
  const auto found = std::find_if(children_.begin(), children_.end(), [&](const tree_child& each) { return each.spec.id == id; });
  return found == children_.end() ? nullptr : &*found;
}

const tree_child* supervision_tree::find(const entry_id& id) const noexcept {
  return const_cast<supervision_tree*>(this)->known(id);
}

void supervision_tree::erase(const entry_id& id) {
  std::erase_if(children_, [&](const tree_child& each) { return each.spec.id == id; });
}

std::deque<entry_id> supervision_tree::all_in_reverse() const {
  std::deque<entry_id> ids;
  for (const tree_child& each : children_)
    ids.push_front(each.spec.id);
  return ids;
}

std::optional<steady_time> supervision_tree::deadline() const noexcept {
  std::optional<steady_time> first;
  for (const tree_child& each : children_)
    if (each.deadline && (!first || *each.deadline < *first))
      first = each.deadline;
  return first;
}

bool supervision_tree::awaits_definition() const noexcept {
  return std::any_of(queue_.begin(), queue_.end(), [](const waiting& each) { return each.what == waiting::kind::redefine; });
}

// ---- the supervisor ---------------------------------------------------------------------------------------------------

supervision_tree::actions supervision_tree::start(steady_time now) {
  actions out;
  if (now_ != state::down)
    return out;
  std::vector<tree_child> made;
  operation boot{operation::kind::boot};
  for (const child_spec& each : spec_.children) {
    tree_child child;
    child.spec = each;
    if (const tree_child* before = find(each.id))
      child.starts = before->starts;
    boot.starts.push_back(each.id);
    made.push_back(std::move(child));
  }
  children_ = std::move(made);
  restarts_.clear();
  now_ = state::starting;
  current_ = std::move(boot);
  go_on(now, out);
  return out;
}

void supervision_tree::close(bool failed, std::string why, actions& out) {
  for (const waiting& each : queue_)
    if (each.what == waiting::kind::command)
      out.push_back({.what = action::answered, .number = each.number, .refusal = tree_refusal::not_running});
    else if (each.what == waiting::kind::redefine)
      spec_ = each.spec;  // for its next start
  queue_.clear();
  if (current_ && current_->what == operation::kind::command)
    out.push_back({.what = action::answered, .number = current_->number, .refusal = tree_refusal::not_running});
  now_ = state::closing;
  current_ = operation{operation::kind::close};
  current_->stops = all_in_reverse();
  current_->failed = failed;
  current_->why = std::move(why);
}

supervision_tree::actions supervision_tree::stop(steady_time now) {
  actions out;
  if (now_ == state::down) {
    out.push_back({.what = action::stopped});
    return out;
  }
  if (now_ == state::closing)
    current_->failed = false;  // it was about to fail; now its end is what was wanted
  else
    close(false, {}, out);
  go_on(now, out);
  return out;
}

supervision_tree::actions supervision_tree::abandon(steady_time now) {
  actions out;
  if (now_ == state::down)
    return out;
  if (now_ != state::closing)
    close(false, {}, out);
  for (auto each = children_.rbegin(); each != children_.rend(); ++each)
    if (!is_down(*each) && !each->dead && !each->killed)
      kill(*each, now, out);
  go_on(now, out);
  return out;
}

supervision_tree::actions supervision_tree::redefine(tree_spec spec, std::vector<entry_id> gone, steady_time now) {
  actions out;
  if (now_ == state::down || now_ == state::closing)
    spec_ = std::move(spec);
  else
    put({.what = waiting::kind::redefine, .spec = std::move(spec), .gone = std::move(gone)}, now, out);
  return out;
}

// ---- events -----------------------------------------------------------------------------------------------------------

void supervision_tree::put(waiting what, steady_time now, actions& out) {
  queue_.push_back(std::move(what));
  go_on(now, out);
}

supervision_tree::actions supervision_tree::child_started(const entry_id& id, uint64_t attempt, steady_time now) {
  actions out;
  tree_child* child = known(id);
  // One whose start took too long, or is not wanted any more, stays on its way out.
  if (child == nullptr || child->attempt != attempt || child->now != child_status::starting || child->killed)
    return out;
  child->now = child_status::running;
  child->running_since = now;
  child->deadline.reset();
  child->details.clear();
  go_on(now, out);
  return out;
}

supervision_tree::actions supervision_tree::child_ended(const entry_id& id, uint64_t attempt, child_end how, steady_time now) {
  actions out;
  tree_child* child = known(id);
  if (child == nullptr || child->attempt != attempt || child->dead || is_down(*child))
    return out;
  switch (child->now) {
    case child_status::starting:
      start_failed(id, child->killed ? "start timeout" : how.why.empty() ? "ended before it had started" : how.why, now, out);
      break;
    case child_status::stopping:
      has_stopped(*child);
      break;
    default:
      child->dead = true;
      child->details = how.why;
      put({.what = waiting::kind::ended, .child = id, .attempt = attempt, .end = std::move(how)}, now, out);
      return out;
  }
  go_on(now, out);
  return out;
}

supervision_tree::actions supervision_tree::command(tree_command what, uint64_t number, steady_time now) {
  actions out;
  if (now_ == state::down || now_ == state::closing)
    out.push_back({.what = action::answered, .number = number, .refusal = tree_refusal::not_running});
  else
    put({.what = waiting::kind::command, .order = std::move(what), .number = number}, now, out);
  return out;
}

supervision_tree::actions supervision_tree::tick(steady_time now) {
  actions out;
  std::vector<entry_id> due;
  for (const tree_child& each : children_)
    if (each.deadline && *each.deadline <= now)
      due.push_back(each.spec.id);
  for (const entry_id& id : due) {
    tree_child* child = known(id);
    if (child == nullptr || !child->deadline || *child->deadline > now)
      continue;
    child->deadline.reset();
    if (child->now == child_status::restarting) {
      put({.what = waiting::kind::resume, .child = id}, now, out);
    } else if (!child->killed) {
      if (child->now == child_status::stopping)
        out.push_back({.what = action::overdue, .child = id});
      kill(*child, now, out);
    } else if (child->now == child_status::starting) {  // it cannot even be ended: given up
      start_failed(id, "start timeout", now, out);
    } else {
      has_stopped(*child);
    }
  }
  go_on(now, out);
  return out;
}

// ---- one thing at a time ----------------------------------------------------------------------------------------------

void supervision_tree::go_on(steady_time now, actions& out) {
  while (true) {
    if (current_) {
      if (!step(now, out))
        return;
      continue;
    }
    if (now_ != state::running || queue_.empty())
      return;
    waiting next = std::move(queue_.front());
    queue_.pop_front();
    take(next, now, out);
  }
}

// False: it waits for a child.
bool supervision_tree::step(steady_time now, actions& out) {
  operation& op = *current_;
  while (!op.stops.empty()) {
    const entry_id id = op.stops.front();
    if (tree_child* child = known(id)) {
      if (child->dead || is_down(*child)) {
        has_stopped(*child);
      } else {
        if (!child->asked)
          ask_to_stop(*child, now, out);
        return false;
      }
    }
    op.stops.pop_front();
  }
  if (op.what == operation::kind::restart && op.delay.count() > 0)
    op.starts.clear();
  while (!op.starts.empty()) {
    const entry_id id = op.starts.front();
    tree_child* child = known(id);
    if (child == nullptr || child->now == child_status::running) {
      op.starts.pop_front();
      continue;
    }
    if (child->now == child_status::starting)
      return false;
    child->now = child_status::starting;
    child->asked = child->killed = child->dead = false;
    child->deadline = after(now, child->spec.start_timeout);
    child->attempt = ++attempts_;
    ++child->starts;
    out.push_back({.what = action::start_child, .child = id, .number = child->attempt});
    return false;
  }
  finish(now, out);
  return true;
}

void supervision_tree::ask_to_stop(tree_child& child, steady_time now, actions& out) {
  child.asked = true;
  child.now = child_status::stopping;
  if (child.killed)
    return;
  if (child.spec.shutdown == brutal_kill)
    return kill(child, now, out);
  child.deadline = after(now, child.spec.shutdown);
  out.push_back({.what = action::stop_child, .child = child.spec.id});
}

void supervision_tree::kill(tree_child& child, steady_time now, actions& out) {
  child.killed = true;
  child.deadline = now + limits::child_kill_max;
  out.push_back({.what = action::kill_child, .child = child.spec.id});
}

// A temporary child is forgotten with its end.
void supervision_tree::has_stopped(tree_child& child) {
  child.now = child_status::stopped;
  child.asked = child.killed = child.dead = false;
  child.deadline.reset();
  if (child.leaving || (child.spec.restart == restart_type::temporary && now_ == state::running))
    erase(child.spec.id);
}

void supervision_tree::start_failed(const entry_id& id, const std::string& why, steady_time now, actions& out) {
  tree_child& child = *known(id);
  child.now = child_status::stopped;
  child.killed = child.dead = false;
  child.deadline.reset();
  child.details = why;
  if (!current_)
    return;
  operation& op = *current_;
  switch (op.what) {
    case operation::kind::boot:
      out.push_back({.what = action::decided, .child = id, .text = "the supervisor does not start"});
      close(true, "failed to start child " + id.text() + ": " + why, out);
      break;
    case operation::kind::restart:
      // Those before it keep running, those after it stay down until it was tried again; meanwhile others may have their turn.
      child.now = child_status::restarting;
      queue_.push_back({.what = waiting::kind::try_again, .child = id});
      current_.reset();
      break;
    case operation::kind::command: {
      out.push_back({.what = action::decided, .child = id, .text = "it stays down"});
      out.push_back({.what = action::answered, .child = id, .number = op.number, .refusal = tree_refusal::start_failed, .text = why});
      const bool forget = op.act == tree_command::what::start_child || child.spec.restart == restart_type::temporary;
      current_.reset();
      if (forget)
        erase(id);
      break;
    }
    case operation::kind::redefine:
      out.push_back({.what = action::decided, .child = id, .text = "it stays down"});
      op.starts.pop_front();
      break;
    case operation::kind::close: break;
  }
  go_on(now, out);
}

void supervision_tree::finish(steady_time now, actions& out) {
  const operation op = std::move(*current_);
  current_.reset();
  switch (op.what) {
    case operation::kind::boot:
      now_ = state::running;
      out.push_back({.what = action::started});
      break;
    case operation::kind::close:
      now_ = state::down;
      out.push_back({.what = op.failed ? action::failed : action::stopped, .text = op.why});
      break;
    case operation::kind::restart:
      if (op.delay.count() > 0)
        if (tree_child* child = known(op.subject)) {
          child->now = child_status::restarting;
          child->deadline = now + op.delay;
        }
      break;
    case operation::kind::command: out.push_back({.what = action::answered, .child = op.subject, .number = op.number}); break;
    case operation::kind::redefine: break;
  }
}

void supervision_tree::take(waiting& next, steady_time now, actions& out) {
  tree_child* child = known(next.child);
  switch (next.what) {
    case waiting::kind::ended:
      if (child != nullptr && child->dead && child->attempt == next.attempt)
        on_end(*child, next.end, now, out);
      break;
    case waiting::kind::try_again:
      if (child != nullptr && child->now == child_status::restarting)
        restart(*child, child->details, now, out);
      break;
    case waiting::kind::resume:
      if (child != nullptr && child->now == child_status::restarting)
        begin_restart(next.child, {});
      break;
    case waiting::kind::command: on_command(next, out); break;
    case waiting::kind::redefine: on_redefine(std::move(next.spec), next.gone); break;
  }
}

}  // namespace troupe::actors
