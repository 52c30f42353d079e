// What the coordinator does for supervisors of trees: tells them who their children are, and passes questions and orders on to them
// (troupe.md section 5).
#include "actors/coordinator.hpp"
#include "config/diagnostic.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace troupe::actors {

namespace {

// In words; the reason is OTP's.
caf::error refusal_of(tree_refusal refusal, const entry_id& supervisor, const entry_id& child, const std::string& why) {
  std::string text;
  switch (refusal) {
    case tree_refusal::none: return caf::none;
    case tree_refusal::already_started: text = child.text() + " runs under " + supervisor.text() + " already"; break;
    case tree_refusal::already_present:
      text = supervisor.text() + " has " + child.text() + " already, which does not run (restart_child starts it)";
      break;
    case tree_refusal::running: text = child.text() + " runs (terminate_child stops it)"; break;
    case tree_refusal::restarting: text = child.text() + " is being restarted (terminate_child stops it)"; break;
    case tree_refusal::not_found: text = supervisor.text() + " has no child " + child.text(); break;
    case tree_refusal::start_failed: text = child.text() + " did not start: " + why; break;
    case tree_refusal::not_running: text = "supervisor " + supervisor.text() + " does not run"; break;
  }
  return make_error(kind_of(refusal), std::move(text));
}

caf::error being_changed(const entry_id& child) {
  return make_error(errc::conflict, child.text() + " is being stopped, its entry has changed (try again when it is over)");
}

}  // namespace

const entry_id* coordinator::parent_of(const entry_id& id) const {
  if (const auto declared = parents_.find(id); declared != parents_.end())
    return &declared->second;
  const auto adopted = adopted_.find(id);
  return adopted == adopted_.end() ? nullptr : &adopted->second;
}

void coordinator::draw_together() {
  above_ = parents_;
  above_.insert(adopted_.begin(), adopted_.end());
  graph_ = drawn_together(declared_, above_);
}

child_spec coordinator::spec_of(const child_definition& child) const {
  const member& known = members_.at(child.id);
  child_spec made;
  made.id = child.id;
  made.restart = child.restart;
  made.shutdown = child.shutdown.value_or(known.policy.stop_timeout);
  made.start_timeout = known.policy.start_timeout;
  made.restart_delay = known.policy.restart.delay_written ? known.policy.restart.initial_delay : std::chrono::nanoseconds{0};
  made.supervisor = known.supervises != nullptr;
  return made;
}

child_definition coordinator::definition_of(const entry_id& child, const entry_id& parent) const {
  for (const child_definition& each : members_.at(parent).supervises->children)
    if (each.id == child)
      return each;
  return {child, restart_type::transient, std::nullopt};
}

tree_setup coordinator::setup_of(const entry_id& supervisor) const {
  const tree_definition& definition = *members_.at(supervisor).supervises;
  tree_setup made;
  made.spec = {definition.strategy, definition.intensity, definition.period, {}};
  for (const child_definition& child : definition.children)
    if (const auto parent = parents_.find(child.id); parent != parents_.end() && parent->second == supervisor) {
      made.spec.children.push_back(spec_of(child));
      made.subjects[child.id] = members_.at(child.id).subject;
    }
  for (const auto& [child, parent] : adopted_)
    if (parent == supervisor)
      made.subjects[child] = members_.at(child).subject;
  return made;
}

// Nothing to say to a supervisor for which nothing has changed.
void coordinator::propose(const entry_id& supervisor, tree_setup what) {
  if (what.gone.empty() && members_.at(supervisor).told == what)
    setups_.erase(supervisor);
  else
    setups_[supervisor] = std::move(what);
}

// An entry that is listed as a child and is no service (any more) is nobody's child until it is one.
void coordinator::define_trees() {
  parents_.clear();
  for (const auto& [id, each] : members_)
    if (each.supervises)
      for (const child_definition& child : each.supervises->children)
        if (members_.count(child.id) != 0)
          parents_.emplace(child.id, id);
  std::map<entry_id, std::vector<entry_id>> gone;
  for (const auto& [child, parent] : adopted_)
    if (const auto taken = parents_.find(child); taken != parents_.end() && taken->second != parent)
      gone[parent].push_back(child);
  std::erase_if(adopted_, [this](const auto& pair) { return parents_.count(pair.first) != 0; });
  for (const auto& [id, each] : members_)
    if (each.supervises) {
      tree_setup made = setup_of(id);
      made.gone = std::move(gone[id]);
      propose(id, std::move(made));
    }
  draw_together();
}

// A service that has become a child stops first, by itself or by the supervisor it had, so that it never runs twice. One that comes under a
// supervisor that runs already waits for what it needs to run; what that supervisor itself waits for at its own start is no reason to wait.
bool coordinator::may_come(const entry_id& child, const entry_id& supervisor) const {
  const member& known = members_.at(child);
  if (known.held_by == supervisor)
    return true;
  if (known.alone || !known.held_by.empty())
    return false;
  const entry_id top = top_of(above_, supervisor);
  const service_state& state = members_.at(top).state;
  const auto needs = declared_.find(child);
  if (needs == declared_.end() || members_.at(top).start_pending || (state.now != service_status::running && state.settled()))
    return true;
  return needs->second.missing.empty() && std::none_of(needs->second.needs.begin(), needs->second.needs.end(), [&](const entry_id& each) {
           const entry_id other = top_of(above_, each);
           const auto found = members_.find(other);
           return other != top && found != members_.end() && !runs(other)
                  && (found->second.start_pending || !found->second.state.settled());
         });
}

void coordinator::hand_out_setups() {
  for (auto each = setups_.begin(); each != setups_.end();) {
    const auto& [id, whole] = *each;
    tree_setup made = whole;
    for (const auto& [child, subject] : whole.subjects) {
      if (may_come(child, id)) {
        members_.at(child).held_by = id;
        continue;
      }
      made.subjects.erase(child);
      std::erase_if(made.spec.children, [&child = child](const child_spec& which) { return which.id == child; });
    }
    const bool complete = made.subjects.size() == whole.subjects.size();
    member& supervisor = members_.at(id);
    if (!made.gone.empty() || supervisor.told != made) {
      send(supervisor.tree, made);
      made.gone.clear();
      each->second.gone.clear();  // told
      supervisor.told = std::move(made);
    }
    each = complete ? setups_.erase(each) : std::next(each);
  }
}

void coordinator::released(const child_released& what) {
  const auto supervisor = members_.find(what.supervisor);
  if (supervisor != members_.end() && supervisor->second.told) {
    const std::vector<child_spec>& children = supervisor->second.told->spec.children;
    if (std::any_of(children.begin(), children.end(), [&](const child_spec& each) { return each.id == what.child; }))
      return;  // it has got it anew meanwhile
  }
  if (const auto pending = setups_.find(what.supervisor); pending != setups_.end() && parents_.count(what.child) == 0)
    pending->second.subjects.erase(what.child);
  if (const auto adopted = adopted_.find(what.child); adopted != adopted_.end() && adopted->second == what.supervisor) {
    adopted_.erase(adopted);
    draw_together();
  }
  if (const auto found = members_.find(what.child); found != members_.end() && found->second.held_by == what.supervisor)
    found->second.held_by = {};
  advance();
}

// Its entry is gone, and a change of the registry is about to stop it.
bool coordinator::leaves(const entry_id& id) const {
  return !changes_.empty() && changes_.front().begun && changes_.front().gone.count(id) != 0;
}

// ---- orders -----------------------------------------------------------------------------------------------------------

void coordinator::order_child(const order_service& what, const entry_id& parent) {
  if (closing_)
    return what.done({make_error(errc::conflict, "the program is shutting down"), {}});
  if (leaves(what.id))
    return what.done({being_changed(what.id), {}});
  if (members_.at(what.id).held_by != parent)
    return what.done({make_error(errc::conflict, what.id.text() + " is being stopped, to come under " + parent.text()
                                                   + " (try again when it is over)"),
                      {}});
  using kind = tree_request::kind;
  tree_request made;
  made.what = what.what == service_order::start ? kind::start : what.what == service_order::stop ? kind::stop : kind::restart;
  made.child = spec_of(definition_of(what.id, parent));
  made.subject = members_.at(what.id).subject;
  made.done = [self = caf::actor{this}, what](tree_answer answer) { caf::anon_send(self, child_answer{what, std::move(answer)}); };
  send(members_.at(parent).tree, std::move(made));
}

void coordinator::answer_child(const child_answer& what) {
  order_outcome made;
  const entry_id& id = what.order.id;
  if (members_.count(id) == 0) {
    made.problem = make_error(errc::not_found, id.text() + " is no service any more");
    return what.order.done(std::move(made));
  }
  made.services.push_back(report_on(id));
  const entry_id* parent = parent_of(id);
  const entry_id supervisor = parent == nullptr ? entry_id{} : *parent;
  if (what.answer.refusal == tree_refusal::not_running && parent == nullptr)  // it came by start_child
    made.problem = make_error(errc::unavailable, "the supervisor of " + id.text() + " has stopped (try again)");
  else if (what.answer.refusal == tree_refusal::not_running)
    made.problem = make_error(errc::unavailable, id.text() + " is a child of " + supervisor.text() + ", which does not run (troupe start "
                                                   + top_of(parents_, id).text() + ")");
  else
    made.problem = refusal_of(what.answer.refusal, supervisor, id, what.answer.text);
  what.order.done(std::move(made));
}

// ---- programs ---------------------------------------------------------------------------------------------------------

// Why a service cannot come under a supervisor by start_child.
caf::error coordinator::check_adoption(const entry_id& supervisor, const entry_id& child) const {
  const auto found = members_.find(child);
  if (found == members_.end())
    return unknown_service(child.text(), reports());
  if (leaves(child))
    return being_changed(child);
  if (!found->second.subject->may_be_child())
    return make_error(errc::invalid, child.text() + " cannot be a child (a child is a process.service or a process.supervisor)");
  if (child == supervisor || top_of(above_, supervisor) == child)
    return make_error(errc::invalid, child.text() + " is above " + supervisor.text());
  if (const entry_id* parent = parent_of(child); parent != nullptr && *parent != supervisor)
    return make_error(errc::conflict, child.text() + " is a child of " + parent->text());
  if (const entry_id& holder = found->second.held_by; !holder.empty() && holder != supervisor)
    return make_error(errc::conflict, child.text() + " is being stopped by " + holder.text());
  if (found->second.alone || found->second.start_pending)
    return make_error(errc::conflict, child.text() + " runs on its own (troupe stop " + child.text() + ")");
  if (const auto needs = declared_.find(child); needs != declared_.end()) {
    if (!needs->second.missing.empty())
      return make_error(errc::unavailable, child.text() + " requires " + described(needs->second.missing) + ", which is no service");
    for (const entry_id& each : needs->second.needs)
      if (!runs(each) && top_of(above_, each) != top_of(above_, supervisor))
        return make_error(errc::unavailable, child.text() + " requires " + each.text() + ", which does not run");
  }
  return caf::none;
}

void coordinator::ask(const ask_tree& what) {
  const auto found = members_.find(what.supervisor);
  if (found == members_.end()) {
    std::vector<entry_id> known;
    for (const auto& [id, each] : members_)
      if (each.tree)
        known.push_back(id);
    const std::string near = suggestion(nearest_id(what.supervisor, known));
    return what.done(make_error(errc::not_found, "no supervisor " + what.supervisor.text() + near), "");
  }
  if (!found->second.tree)
    return what.done(make_error(errc::invalid, what.supervisor.text() + " is no process.supervisor"), "");
  tree_request made;
  made.what = static_cast<tree_request::kind>(what.what);
  made.child.id = what.child.id;
  if (what.what == ask_tree::kind::start_child) {
    if (caf::error problem = check_adoption(what.supervisor, what.child.id))
      return what.done(std::move(problem), "");
    made.child = spec_of(what.child);
    made.subject = members_.at(what.child.id).subject;
    // From now on, so that nobody else may have it meanwhile.
    if (parents_.count(what.child.id) == 0 && adopted_.emplace(what.child.id, what.supervisor).second)
      draw_together();
    members_.at(what.child.id).held_by = what.supervisor;
  }
  made.done = [self = caf::actor{this}, what](tree_answer answer) { caf::anon_send(self, asked_tree{what, std::move(answer)}); };
  send(found->second.tree, std::move(made));
}

void coordinator::answer_asked(const asked_tree& what) {
  const ask_tree& question = what.question;
  const tree_refusal refusal = what.answer.refusal;
  const bool reads = question.what == ask_tree::kind::which_children || question.what == ask_tree::kind::count_children;
  if (question.what == ask_tree::kind::start_child && (refusal == tree_refusal::start_failed || refusal == tree_refusal::not_running))
    if (adopted_.erase(question.child.id) != 0) {
      if (const auto child = members_.find(question.child.id); child != members_.end() && child->second.held_by == question.supervisor)
        child->second.held_by = {};
      draw_together();
      advance();
    }
  if (caf::error problem = refusal_of(refusal, question.supervisor, question.child.id, what.answer.text))
    return question.done(std::move(problem), name_of(refusal));
  question.done(reads ? what.answer.data : document{true}, "");
}

}  // namespace troupe::actors
