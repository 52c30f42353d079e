// `security.policy` and `security.policy.expr` (io-modules.md section 16).
#include "hosts/kinds/kinds.hpp"


namespace troupe::hosts {

namespace {

using registry::field_type;
using runtime::security::policy;

constexpr std::string_view by_conditions = "security.policy";
constexpr std::string_view by_expression = "security.policy.expr";

runtime::security::policy_ptr read_policy(const registry::entry& from, diagnostics& findings) {
  static const document none{document::map{}};
  const document* fields = registry::find_field(from, "data.policy");
  return policy::read(from.id, from.kind == by_expression ? policy::kind::by_expression : policy::kind::by_conditions,
                      fields != nullptr ? *fields : none, findings);
}

std::vector<std::string> read_groups(const registry::entry& from) {
  std::vector<std::string> groups;
  const document* node = registry::find_field(from, "data.groups");
  const document::list* items = node == nullptr ? nullptr : node->as_list();
  if (items != nullptr)
    for (const document& each : *items)
      groups.push_back(registry::resolve_reference(each.scalar_text(), from.id.ns).text());
  return groups;
}

void check(const registry::entry& candidate, registry::validation_context& context) {
  read_policy(candidate, context.findings());
}

class policy_kinds final : public registry::kind_handler {
public:
  explicit policy_kinds(actors::policy_table& table) : table_(table) {}

  void begin() override { policies_.begin(); }
  caf::error create(const registry::entry& made) override {
    diagnostics findings;
    auto read = read_policy(made, findings);
    if (read == nullptr)
      return findings.failure();
    policies_.working()[made.id.text()] = {std::move(read), read_groups(made)};
    return {};
  }
  caf::error update(const registry::entry&, const registry::entry& after) override { return create(after); }
  caf::error remove(const registry::entry& gone) override {
    policies_.working().erase(gone.id.text());
    return {};
  }
  caf::error commit() override {
    policies_.commit();
    table_.publish(policies_.current());
    return {};
  }
  void discard() override {
    policies_.discard();
    table_.publish(policies_.current());
  }

private:
  actors::policy_table& table_;
  transacted<actors::policy_table::items> policies_;
};

}  // namespace

caf::error publish_policies(const registry::snapshot& entries, actors::policy_table& to) {
  actors::policy_table::items all;
  for (const std::string_view kind : {by_conditions, by_expression})
    for (const registry::entry_ptr& each : entries.of_kind(kind)) {
      diagnostics findings;
      auto read = read_policy(*each, findings);
      if (read == nullptr)
        return findings.failure();
      all[each->id.text()] = {std::move(read), read_groups(*each)};
    }
  to.publish(all);
  return {};
}

std::unique_ptr<registry::kind_handler> define_security_kinds(registry::kind_table& table, kind_environment& around) {
  auto made = std::make_unique<policy_kinds>(around.node.policies());
  for (const std::string_view name : {by_conditions, by_expression}) {
    registry::schema fields;
    fields.required("policy", field_type::map).optional("groups", field_type::references);
    table.add({.name = std::string{name}, .fields = std::move(fields), .handler = made.get(), .validate = check});
  }
  return made;
}

}  // namespace troupe::hosts
