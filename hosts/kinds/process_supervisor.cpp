// `process.supervisor`: services kept running together (troupe.md section 5). What it decides: actors/supervision_tree; who carries it out:
// actors/tree_supervisor.
#include "actors/tree_supervisor.hpp"
#include "hosts/kinds/kinds.hpp"
#include "registry/lifecycle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::hosts {

namespace {

constexpr std::string_view kind_name = "process.supervisor";

// Its children's own limits bound its start and its stop, unless its author says otherwise.
constexpr std::chrono::hours unbounded{24 * 365};

const document::list& children_of(const registry::entry& of) {
  static const document::list none;
  const document* list = registry::find_field(registry::as_decoded(of), "children");
  return list == nullptr || list->as_list() == nullptr ? none : *list->as_list();
}

class process_supervisor_kind final : public changeable_service_kind<actors::tree_service> {
public:
  explicit process_supervisor_kind(const registry::schema& fields) : fields_(fields) {}

  registry::lifecycle lifecycle_of(const registry::entry& from) const override {
    registry::lifecycle made = registry::read_lifecycle(from);
    if (registry::find_field(registry::as_decoded(from), "lifecycle.start_timeout") == nullptr)
      made.start_timeout = unbounded;
    if (registry::find_field(registry::as_decoded(from), "lifecycle.stop_timeout") == nullptr)
      made.stop_timeout = unbounded;
    return made;
  }

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    return std::make_shared<actors::tree_service>(settings_of(from));
  }

  // Its children keep running: the coordinator tells it which are new and which are gone.
  std::shared_ptr<const actors::tree_definition> settings_of(const registry::entry& from) const override {
    const registry::field_values values{from, fields_};
    actors::tree_definition made;
    made.strategy = actors::strategy_named(values.string("strategy")).value_or(actors::tree_strategy::one_for_one);
    made.intensity = static_cast<uint32_t>(values.integer("intensity"));
    made.period = values.duration("period");
    for (const document& each : children_of(from))
      if (auto child = actors::read_child(each, from.id.ns))
        made.children.push_back(std::move(*child));
    return std::make_shared<const actors::tree_definition>(std::move(made));
  }

private:
  const registry::schema& fields_;
};

// ---- checks -----------------------------------------------------------------------------------------------------------

std::vector<entry_id> ids_of_children(const registry::entry& of) {
  std::vector<entry_id> made;
  for (const document& each : children_of(of))
    if (const auto child = actors::read_child(each, of.id.ns))
      made.push_back(child->id);
  return made;
}

class checker {
public:
  checker(const registry::entry& candidate, registry::validation_context& context) : candidate_(candidate), context_(context) {}

  void all() {
    std::vector<entry_id> seen;
    for (const document& each : children_of(candidate_)) {
      place_ = each.mark().file ? each.mark() : candidate_.mark;
      const auto child = actors::read_child(each, candidate_.id.ns);
      if (!child) {
        error(message_of(child.error()), "");
        continue;
      }
      if (std::find(seen.begin(), seen.end(), child->id) != seen.end())
        error(fmt::format("{} is listed twice", child->id.text()), "a child starts once: remove one of them");
      else if (const registry::entry* found = find(child->id)) {
        second_parent(child->id);
        requirements(*found, seen);
        cycle(child->id);
      }
      seen.push_back(child->id);
    }
  }

private:
  void error(std::string what, std::string remedy) {
    context_.findings().error(place_, candidate_.id, fmt::format("field \"children\": {}", what), std::move(remedy));
  }

  const registry::entry* find(const entry_id& id) {
    const registry::entry* found = context_.after().find(id);
    if (found == nullptr && context_.before().contains(id)) {
      error(fmt::format("{} is still a child, but would be gone", id.text()),
            fmt::format("take it out of the children of {} in the same change", candidate_.id.text()));
      return nullptr;
    }
    if (found == nullptr) {
      std::vector<entry_id> known;
      for (const char* kind : {"process.service", "process.supervisor"})
        for (const registry::entry_ptr& each : context_.after().of_kind(kind))
          known.push_back(each->id);
      error(fmt::format("no entry {}", id.text()), did_you_mean(nearest_id(id, known)));
      return nullptr;
    }
    if (found->kind == "process.service" || found->kind == kind_name)
      return found;
    error(fmt::format("{} is a {}", id.text(), found->kind), "a child is a process.service or a process.supervisor");
    return nullptr;
  }

  // Where two entries of one change contradict each other, one of them says so.
  bool is_new(const registry::entry& which) const {
    const registry::entry_ptr before = context_.before().get(which.id);
    return before == nullptr || before != context_.after().get(which.id);
  }

  void second_parent(const entry_id& child) {
    for (const registry::entry_ptr& other : context_.after().of_kind(kind_name)) {
      if (other->id == candidate_.id || (is_new(*other) && candidate_.id < other->id))
        continue;
      const std::vector<entry_id> theirs = ids_of_children(*other);
      if (std::find(theirs.begin(), theirs.end(), child) != theirs.end())
        return error(fmt::format("{} is a child of {} ({}) already", child.text(), other->id.text(), other->mark.text()),
                     "a service has one supervisor");
    }
  }

  // A child that starts before what it requires would not find it.
  void requirements(const registry::entry& child, const std::vector<entry_id>& before) {
    const std::vector<entry_id> siblings = ids_of_children(candidate_);
    for (const entry_id& each : registry::required_services(child))
      if (each != child.id && std::find(siblings.begin(), siblings.end(), each) != siblings.end()
          && std::find(before.begin(), before.end(), each) == before.end())
        context_.findings().warn(place_, candidate_.id,
                                 fmt::format("field \"children\": {} requires {}, which starts after it", child.id.text(), each.text()),
                                 fmt::format("list {} first", each.text()));
  }

  void cycle(const entry_id& child) {
    std::vector<entry_id> path{candidate_.id};
    std::vector<entry_id> done;
    if (!leads_back(child, path, done))
      return;
    // Told by the first by id of those that this change makes.
    for (const entry_id& each : path)
      if (each < candidate_.id && is_new(*context_.after().find(each)))
        return;
    std::string text;
    for (const entry_id& each : path)
      text += each.text() + " -> ";
    error(fmt::format("supervisors in a circle: {}{}", text, candidate_.id.text()), "a supervisor is above its children");
  }

  bool leads_back(const entry_id& at, std::vector<entry_id>& path, std::vector<entry_id>& done) const {
    if (at == candidate_.id)
      return true;
    if (std::find(done.begin(), done.end(), at) != done.end())
      return false;
    done.push_back(at);
    const registry::entry* found = context_.after().find(at);
    if (found == nullptr || found->kind != kind_name)
      return false;
    path.push_back(at);
    for (const entry_id& each : ids_of_children(*found))
      if (leads_back(each, path, done))
        return true;
    path.pop_back();
    return false;
  }

  const registry::entry& candidate_;
  registry::validation_context& context_;
  source_mark place_;
};

}  // namespace

std::unique_ptr<service_kind> make_process_supervisor_kind(registry::kind_table& table) {
  using registry::field_type;
  registry::schema fields;
  fields.choice("strategy", {"one_for_one", "one_for_all", "rest_for_one"}, document{"one_for_one"})
    .optional("intensity", field_type::integer, document{1})
    .at_least(0)
    .at_most(1'000'000)
    .optional("period", field_type::duration, document{"5s"})
    .optional("children", field_type::list)
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = std::string{kind_name}, .fields = std::move(fields), .holds_references = true});
  kind.validate = [&kind](const registry::entry& candidate, registry::validation_context& context) {
    if (const registry::field_values values{candidate, kind.fields}; values.duration("period").count() <= 0)
      context.error(candidate, "period", "a period is longer than 0", "write it like \"5s\"");
    checker{candidate, context}.all();
  };
  auto made = std::make_unique<process_supervisor_kind>(kind.fields);
  kind.handler = made.get();
  return made;
}

}  // namespace troupe::hosts
