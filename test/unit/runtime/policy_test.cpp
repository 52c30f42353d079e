#include "config/errc.hpp"
#include "config/yaml.hpp"
#include "runtime/security/identity.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::security {

namespace {

document parsed(std::string_view yaml) {
  auto made = parse_yaml(yaml, "policy.yaml");
  REQUIRE_MESSAGE(made, message_of(made.error()));
  return *made;
}

policy_ptr make(std::string_view yaml, policy::kind which = policy::kind::by_conditions, std::string id = "app:p") {
  std::vector<std::string> doubts;
  auto made = policy::read(std::move(id), which, parsed(yaml), doubts);
  REQUIRE_MESSAGE(made, message_of(made.error()));
  return *made;
}

std::string refused(std::string_view yaml, policy::kind which = policy::kind::by_conditions) {
  std::vector<std::string> doubts;
  const auto made = policy::read("app:p", which, parsed(yaml), doubts);
  return made ? "" : message_of(made.error());
}

// Whether a single condition holds for an actor and an access with this meta.
bool holds(const std::string& condition, std::string_view meta = "{n: 5, text: abc, list: [a, 2], none: null, nested: {x: {y: 1}}, dotted.key: 7}") {
  const policy_ptr one = make("{actions: '*', resources: '*', effect: allow, conditions: [" + condition + "]}");
  const actor who{"user:1", parsed("{role: editor, level: '10'}")};
  const document more = parsed(meta);
  return one->evaluate({&who, "read", "doc:1", &more}) == verdict::allow;
}

}  // namespace

TEST_CASE("policy: patterns are exact, all, or a prefix") {
  CHECK(matches("*", ""));
  CHECK(matches("a", "a"));
  CHECK_FALSE(matches("a", "ab"));
  CHECK(matches("a:*", "a:b"));
  CHECK_FALSE(matches("a:*", "a"));
  CHECK(matches("a.*", "a"));
  CHECK(matches("a.*", "a.b.c"));
  CHECK_FALSE(matches("a.*", "b.a"));
  CHECK_FALSE(matches("*.read", "doc.read"));
}

TEST_CASE("policy: each operator compares its field") {
  CHECK(holds("{field: actor.meta.role, operator: eq, value: editor}"));
  CHECK_FALSE(holds("{field: actor.meta.role, operator: ne, value: editor}"));
  CHECK(holds("{field: meta.n, operator: eq, value: '5'}"));
  CHECK(holds("{field: actor.meta.level, operator: gt, value: 9}"));
  CHECK(holds("{field: meta.n, operator: lte, value: 5}"));
  CHECK(holds("{field: meta.n, operator: gte, value: 5}"));
  CHECK_FALSE(holds("{field: meta.n, operator: lt, value: 5}"));
  CHECK(holds("{field: meta.text, operator: lt, value: abd}"));
  CHECK_FALSE(holds("{field: meta.text, operator: lte, value: [1]}"));
  CHECK_FALSE(holds("{field: meta.text, operator: gte, value: true}"));
  CHECK(holds("{field: action, operator: in, value: [read, write]}"));
  CHECK_FALSE(holds("{field: action, operator: in, value: read}"));
  CHECK(holds("{field: action, operator: nin, value: [write]}"));
  CHECK_FALSE(holds("{field: action, operator: nin, value: write}"));
  CHECK(holds("{field: resource, operator: contains, value: oc}"));
  CHECK(holds("{field: meta.list, operator: contains, value: '2'}"));
  CHECK(holds("{field: meta.list, operator: ncontains, value: b}"));
  CHECK(holds("{field: resource, operator: matches, value: '^doc:[0-9]$'}"));
  CHECK(holds("{field: resource, operator: nmatches, value: '^file:'}"));
}

TEST_CASE("policy: an absent field makes a condition false, but for those that ask for its absence") {
  for (const char* how : {"eq", "ne", "lt", "gt", "lte", "gte", "in", "nin", "contains", "ncontains", "matches", "nmatches"})
    CHECK_FALSE(holds("{field: meta.nothing, operator: " + std::string{how} + ", value: [a]}"));
  CHECK(holds("{field: meta.n, operator: exists, value: true}"));
  CHECK_FALSE(holds("{field: meta.none, operator: exists, value: true}"));
  CHECK(holds("{field: meta.nothing, operator: exists, value: false}"));
  CHECK(holds("{field: meta.nothing, operator: nexists, value: true}"));
  CHECK_FALSE(holds("{field: meta.n, operator: nexists, value: true}"));
}

TEST_CASE("policy: fields lie within maps, under keys with dots too, and compare with each other") {
  CHECK(holds("{field: meta.nested.x.y, operator: eq, value: 1}"));
  CHECK(holds("{field: meta.dotted.key, operator: eq, value: 7}"));
  CHECK(holds("{field: meta.owner, operator: eq, value_from: actor.id}", "{owner: 'user:1'}"));
  CHECK_FALSE(holds("{field: meta.owner, operator: ne, value_from: actor.meta.unknown}", "{owner: 'user:1'}"));
  CHECK(holds("{field: resource, operator: matches, value_from: meta.pattern}", "{pattern: '^doc'}"));
  CHECK_FALSE(holds("{field: resource, operator: nmatches, value_from: meta.pattern}", "{pattern: '('}"));
}

TEST_CASE("policy: what is written wrongly is refused by name") {
  CHECK(refused("{resources: '*', effect: allow}") == "policy.actions is required");
  CHECK(refused("{actions: [], resources: '*', effect: allow}") == "policy.actions must not be empty");
  CHECK(refused("{actions: a, resources: [1], effect: allow}") == "policy.resources must be a string or a list of strings");
  CHECK(refused("{actions: a, resources: '*', effect: maybe}") == "policy.effect must be allow or deny");
  CHECK(refused("{actions: a, resources: '*', effect: allow, conditions: [{operator: eq, value: 1}]}") == "policy.conditions[1] needs a `field`");
  CHECK(refused("{actions: a, resources: '*', effect: allow, conditions: [{field: a, operator: is, value: 1}]}").starts_with("policy.conditions[1] needs an `operator`"));
  CHECK(refused("{actions: a, resources: '*', effect: allow, conditions: [{field: a, operator: exists}]}") == "policy.conditions[1] needs a `value` or a `value_from`");
  CHECK(refused("{actions: a, resources: '*', effect: allow}", policy::kind::by_expression) == "policy.expression must be a string that is not empty");
  CHECK(refused("{actions: a, resources: '*', effect: allow, expression: 'a &&'}", policy::kind::by_expression).starts_with("policy.expression is wrong: "));
}

TEST_CASE("policy: a pattern that is no regular expression is told, and never applies") {
  std::vector<std::string> doubts;
  const auto made = policy::read("app:p", policy::kind::by_conditions,
                                 parsed("{actions: '*', resources: '*', effect: deny, conditions: [{field: resource, operator: nmatches, value: '('}]}"), doubts);
  REQUIRE(made);
  CHECK(doubts.size() == 1);
  const actor who{"a"};
  CHECK((*made)->evaluate({&who, "x", "y", nullptr}) == verdict::undefined);
}

TEST_CASE("identity: both set: only an allow; one missing: everything, or nothing in strict mode") {
  const policy_ptr reads = make("{actions: read, resources: '*', effect: allow}");
  const identity_ptr actor_only = with_actor(nobody(), std::make_shared<const actor>(actor{"user:1"}));
  CHECK(permits(nullptr, "write", "x"));
  CHECK(permits(actor_only.get(), "write", "x"));
  const identity_ptr both = with_scope(actor_only, std::make_shared<const scope>(scope{{reads}}));
  CHECK(permits(both.get(), "read", "x"));
  CHECK_FALSE(permits(both.get(), "write", "x"));
  CHECK_FALSE(permits(with_scope(actor_only, std::make_shared<const scope>()).get(), "read", "x"));
  CHECK_FALSE(permits(strict_nobody().get(), "read", "x"));
  const identity_ptr strict_actor = with_actor(strict_nobody(), std::make_shared<const actor>(actor{"user:1"}));
  CHECK_FALSE(permits(strict_actor.get(), "read", "x"));
  CHECK(permits(with_scope(strict_actor, std::make_shared<const scope>(scope{{reads}})).get(), "read", "x"));
}

}  // namespace troupe::runtime::security
