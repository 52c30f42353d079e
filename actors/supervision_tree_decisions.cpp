// What follows from the end of a child, a command or another definition; how that is carried out: supervision_tree.cpp.
#include "actors/supervision_tree.hpp"
#include "config/duration.hpp"

#include <algorithm>

namespace troupe::actors {

using action = tree_action::kind;

// ---- restarts ---------------------------------------------------------------------------------------------------------

void supervision_tree::on_end(tree_child& child, const child_end& how, steady_time now, actions& out) {
  const entry_id id = child.spec.id;
  child.dead = false;
  child.killed = false;
  child.deadline.reset();
  child.now = child_status::stopped;
  if (child.spec.restart == restart_type::temporary) {
    out.push_back({.what = action::decided, .child = id, .text = "not restarted: it is temporary"});
    erase(id);
    return;
  }
  if (child.spec.restart == restart_type::transient && how.orderly) {
    out.push_back({.what = action::decided, .child = id, .text = "not restarted: it is transient, and ended in order"});
    return;
  }
  restart(child, how.why, now, out);
}

// True: this one is too many.
bool supervision_tree::too_many_restarts(steady_time now) {
  restarts_.push_back(now);
  while (restarts_.front() < now - spec_.period)
    restarts_.pop_front();
  return restarts_.size() > spec_.intensity;
}

void supervision_tree::restart(tree_child& child, const std::string& why, steady_time now, actions& out) {
  const entry_id id = child.spec.id;
  const std::chrono::nanoseconds delay = child.spec.restart_delay;
  const bool too_many = too_many_restarts(now);
  std::string text = std::to_string(restarts_.size()) + " of " + std::to_string(spec_.intensity) + " within " + format_duration(spec_.period);
  if (too_many) {
    child.now = child_status::stopped;
    out.push_back({.what = action::decided, .child = id, .text = "the supervisor gives up: restart " + text});
    close(true, "reached maximum restart intensity: restart " + text + " (" + id.text() + (why.empty() ? " ended" : ": " + why) + ")", out);
    return;
  }
  out.push_back({.what = action::decided,
                 .child = id,
                 .text = "restart " + (delay.count() > 0 ? "in " + format_duration(rounded_duration(delay)) : std::string{"at once"}) + ", "
                         + text + " (" + std::string{name_of(spec_.strategy)} + ")"});
  begin_restart(id, delay);
}

// The children that share its fate are stopped in reverse and started in order; it is among the latter.
void supervision_tree::begin_restart(const entry_id& id, std::chrono::nanoseconds delay) {
  operation op{operation::kind::restart};
  op.subject = id;
  op.delay = delay;
  bool concerned = spec_.strategy == tree_strategy::one_for_all;
  for (tree_child& each : children_) {
    const bool itself = each.spec.id == id;
    concerned = concerned || (itself && spec_.strategy == tree_strategy::rest_for_one);
    if (!concerned && !itself)
      continue;
    if (is_down(each)) {
      each.now = itself ? child_status::restarting : child_status::stopped;
      each.deadline.reset();
    }
    if (!itself)
      op.stops.push_front(each.spec.id);
    op.starts.push_back(each.spec.id);
  }
  current_ = std::move(op);
}

// ---- commands ---------------------------------------------------------------------------------------------------------

void supervision_tree::on_command(const waiting& what, actions& out) {
  using act = tree_command::what;
  const entry_id& id = what.order.child.id;
  tree_child* child = known(id);
  tree_refusal refusal = tree_refusal::none;
  operation op{operation::kind::command};
  op.subject = id;
  op.act = what.order.act;
  op.number = what.number;
  if (what.order.act == act::start_child) {
    if (child == nullptr) {
      tree_child made;
      made.spec = what.order.child;
      made.dynamic = std::none_of(spec_.children.begin(), spec_.children.end(), [&](const child_spec& each) { return each.id == id; });
      children_.push_back(std::move(made));
      op.starts.push_back(id);
    } else {
      refusal = child->now == child_status::stopped ? tree_refusal::already_present : tree_refusal::already_started;
    }
  } else if (child == nullptr) {
    refusal = tree_refusal::not_found;
  } else if (what.order.act == act::terminate_child) {
    op.stops.push_back(id);
  } else if (child->now != child_status::stopped) {
    refusal = child->now == child_status::restarting ? tree_refusal::restarting : tree_refusal::running;
  } else if (what.order.act == act::restart_child) {
    op.starts.push_back(id);
  } else {
    erase(id);
  }
  if (refusal != tree_refusal::none)
    out.push_back({.what = action::answered, .child = id, .number = what.number, .refusal = refusal});
  else
    current_ = std::move(op);
}

void supervision_tree::on_redefine(tree_spec spec, const std::vector<entry_id>& gone) {
  const auto listed = [](const tree_spec& in, const entry_id& id) {
    return std::any_of(in.children.begin(), in.children.end(), [&](const child_spec& each) { return each.id == id; });
  };
  operation op{operation::kind::redefine};
  std::vector<tree_child> kept;
  for (const child_spec& each : spec.children) {
    if (const tree_child* found = find(each.id)) {
      kept.push_back(*found);
      kept.back().spec = each;
      kept.back().dynamic = kept.back().leaving = false;
    } else if (!listed(spec_, each.id)) {  // and not one that was deleted, or was temporary and has ended
      tree_child made;
      made.spec = each;
      kept.push_back(std::move(made));
      op.starts.push_back(each.id);
    }
  }
  for (tree_child& each : children_)
    if (!listed(spec, each.spec.id)) {
      if (!each.dynamic || std::find(gone.begin(), gone.end(), each.spec.id) != gone.end()) {
        each.leaving = true;
        op.stops.push_front(each.spec.id);
      }
      kept.push_back(std::move(each));
    }
  children_ = std::move(kept);
  spec_ = std::move(spec);
  current_ = std::move(op);
}

}  // namespace troupe::actors
