#include "runtime/security/policy.hpp"

#include "config/clock.hpp"
#include "config/errc.hpp"
#include "config/field_reader.hpp"
#include "config/heap_bytes.hpp"
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"
#include "runtime/security/condition.hpp"

#include <algorithm>

namespace troupe::runtime::security {

namespace {

// A string or a list of strings that is not empty.
std::vector<std::string> read_patterns(field_reader& fields, std::string_view field) {
  const document* written = fields.node(field);
  if (written == nullptr)
    fields.require(field);
  else if ((written->is_list() && written->as_list()->empty()) || (written->is_map() && written->as_map()->empty()))
    fields.error(field, "must not be empty");
  return fields.string_or_strings(field);
}

// Null if it is wrong.
modules::expr_ptr read_expression(field_reader& fields, std::string_view field, std::string& source) {
  if (!fields.require(field))
    return nullptr;
  source = fields.string(field);
  if (source.empty())
    return nullptr;  // no string
  std::string problem;
  modules::expr_ptr root = modules::parse_expr(source, problem);
  if (root != nullptr)
    problem = modules::check_expr(*root, source, nullptr);
  if (!problem.empty())
    fields.error(field, problem);
  return problem.empty() ? std::move(root) : nullptr;
}

class conditional final : public policy {
public:
  conditional(std::string id, std::vector<condition> conditions) : policy(std::move(id)), conditions_(std::move(conditions)) {}

private:
  bool holds(const access& wanted) const override {
    return std::all_of(conditions_.begin(), conditions_.end(), [&](const condition& each) { return each.holds(wanted); });
  }

  std::vector<condition> conditions_;
};

class by_expression final : public policy {
public:
  by_expression(std::string id, std::string source, modules::expr_ptr root)
    : policy(std::move(id)), source_(std::move(source)), root_(std::move(root)) {}

private:
  bool holds(const access& wanted) const override {
    document of_actor{document::map{}};
    if (wanted.who != nullptr) {
      of_actor.set("id", document{wanted.who->id});
      of_actor.set("meta", wanted.who->meta);
    }
    document environment{document::map{}};
    environment.set("actor", std::move(of_actor));
    environment.set("action", document{wanted.action});
    environment.set("resource", document{wanted.resource});
    environment.set("meta", wanted.meta != nullptr && wanted.meta->is_map() ? *wanted.meta : document{document::map{}});
    document result;
    const std::string problem = modules::evaluate_expr(*root_, {source_, environment, system_clock().wall()}, result);
    const bool* holds = result.as_bool();
    return problem.empty() && holds != nullptr && *holds;
  }

  std::string source_;
  modules::expr_ptr root_;
};

}  // namespace

std::string_view name_of(verdict v) noexcept {
  constexpr std::string_view names[] = {"undefined", "allow", "deny"};
  return names[static_cast<size_t>(v)];
}

bool matches(std::string_view pattern, std::string_view text) noexcept {
  if (!pattern.ends_with('*'))
    return pattern == text;
  pattern.remove_suffix(pattern.ends_with(".*") ? 2 : 1);
  return text.starts_with(pattern);
}

// ---- policies -----------------------------------------------------------------------------------------------------------

policy_ptr policy::read(const entry_id& id, kind which, const document& from, diagnostics& findings) {
  const size_t before = findings.error_count();
  const document holder{document::map{{"policy", from}}};
  field_reader fields{holder, from.mark(), id, findings};
  if (!fields.require("policy") || fields.map("policy") == nullptr)
    return nullptr;
  fields.known_members("policy", {"actions", "resources", "effect", which == kind::by_expression ? "expression" : "conditions"});
  std::vector<std::string> actions = read_patterns(fields, "policy.actions");
  std::vector<std::string> resources = read_patterns(fields, "policy.resources");
  std::string effect;
  if (fields.require("policy.effect"))
    effect = fields.choice("policy.effect", {"allow", "deny"}, "deny");
  std::shared_ptr<policy> made;
  if (which == kind::by_expression) {
    std::string source;
    modules::expr_ptr root = read_expression(fields, "policy.expression", source);
    made = std::make_shared<by_expression>(id.text(), std::move(source), std::move(root));
  } else {
    const document* list = fields.list("policy.conditions");
    made = std::make_shared<conditional>(id.text(), list == nullptr ? std::vector<condition>{} : read_conditions(*list->as_list(), id, findings));
  }
  if (findings.error_count() != before)
    return nullptr;
  made->actions_ = std::move(actions);
  made->resources_ = std::move(resources);
  made->effect_ = effect == "allow" ? verdict::allow : verdict::deny;
  return made;
}

verdict policy::evaluate(const access& wanted) const {
  const auto covers = [](const std::vector<std::string>& patterns, std::string_view text) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& each) { return matches(each, text); });
  };
  const bool applies = covers(actions_, wanted.action) && covers(resources_, wanted.resource) && holds(wanted);
  return applies ? effect_ : verdict::undefined;
}

// ---- scopes -------------------------------------------------------------------------------------------------------------

scope::scope(std::vector<policy_ptr> policies) {
  for (policy_ptr& each : policies)
    *this = with(std::move(each));
}

bool scope::contains(std::string_view id) const noexcept {
  return std::any_of(policies_.begin(), policies_.end(), [&](const policy_ptr& each) { return each->id() == id; });
}

scope scope::with(policy_ptr added) const {
  scope made = *this;
  const auto same = std::find_if(made.policies_.begin(), made.policies_.end(), [&](const policy_ptr& each) { return each->id() == added->id(); });
  if (same == made.policies_.end())
    made.policies_.push_back(std::move(added));
  else
    *same = std::move(added);
  return made;
}

scope scope::without(std::string_view id) const {
  scope made = *this;
  std::erase_if(made.policies_, [&](const policy_ptr& each) { return each->id() == id; });
  return made;
}

size_t heap_bytes(const actor& who) noexcept {
  return sizeof who + troupe::heap_bytes(who.id) + troupe::heap_bytes(who.meta);
}

size_t heap_bytes(const scope& what) noexcept {
  return sizeof what + what.policies().size() * sizeof(policy_ptr);
}

verdict scope::evaluate(const access& wanted) const {
  verdict sum = verdict::undefined;
  for (const policy_ptr& each : policies_)
    switch (each->evaluate(wanted)) {
      case verdict::deny: return verdict::deny;
      case verdict::allow: sum = verdict::allow; break;
      case verdict::undefined: break;
    }
  return sum;
}

}  // namespace troupe::runtime::security
