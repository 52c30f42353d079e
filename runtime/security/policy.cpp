#include "runtime/security/policy.hpp"

#include "config/clock.hpp"
#include "config/errc.hpp"
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"
#include "runtime/security/condition.hpp"

#include <algorithm>

namespace troupe::runtime::security {

namespace {

caf::error refuse(std::string_view member, std::string_view what) {
  return make_error(errc::invalid, "policy." + std::string{member} + " " + std::string{what});
}

// A string or a list of strings that is not empty.
caf::error read_patterns(const document& from, std::string_view member, std::vector<std::string>& into) {
  const document* node = from.find(member);
  if (node == nullptr || node->is_null())
    return refuse(member, "is required");
  if (const std::string* one = node->as_string())
    into.push_back(*one);
  else if (const document::list* several = node->as_list())
    for (const document& each : *several)
      if (const std::string* text = each.as_string())
        into.push_back(*text);
      else
        return refuse(member, "must be a string or a list of strings");
  else
    return refuse(member, "must be a string or a list of strings");
  return into.empty() ? refuse(member, "must not be empty") : caf::error{};
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

caf::expected<policy_ptr> policy::read(std::string id, kind which, const document& from, std::vector<std::string>& doubts) {
  if (!from.is_map())
    return make_error(errc::invalid, "policy must be a map");
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  if (caf::error problem = read_patterns(from, "actions", actions))
    return problem;
  if (caf::error problem = read_patterns(from, "resources", resources))
    return problem;
  const document* effect = from.find("effect");
  const std::string* word = effect == nullptr ? nullptr : effect->as_string();
  if (word == nullptr || (*word != "allow" && *word != "deny"))
    return refuse("effect", "must be allow or deny");
  std::shared_ptr<policy> made;
  if (which == kind::by_expression) {
    const document* expression = from.find("expression");
    const std::string* source = expression == nullptr ? nullptr : expression->as_string();
    if (source == nullptr || source->empty())
      return refuse("expression", "must be a string that is not empty");
    std::string problem;
    modules::expr_ptr root = modules::parse_expr(*source, problem);
    if (root != nullptr)
      problem = modules::check_expr(*root, *source, nullptr);
    if (root == nullptr || !problem.empty())
      return refuse("expression", "is wrong: " + problem);
    made = std::make_shared<by_expression>(std::move(id), *source, std::move(root));
  } else {
    auto conditions = read_conditions(from, doubts);
    if (!conditions)
      return std::move(conditions.error());
    made = std::make_shared<conditional>(std::move(id), std::move(*conditions));
  }
  made->actions_ = std::move(actions);
  made->resources_ = std::move(resources);
  made->effect_ = *word == "allow" ? verdict::allow : verdict::deny;
  return policy_ptr{std::move(made)};
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
