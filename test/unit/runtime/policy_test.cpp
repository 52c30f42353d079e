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

policy_ptr make(std::string_view yaml, policy::kind which = policy::kind::by_conditions) {
  diagnostics findings;
  policy_ptr made = policy::read({"app", "p"}, which, parsed(yaml), findings);
  REQUIRE_MESSAGE(made != nullptr, findings.text());
  return made;
}

// What is said of a policy, without places.
std::string told(std::string_view yaml, policy::kind which = policy::kind::by_conditions) {
  diagnostics findings;
  const policy_ptr made = policy::read({"app", "p"}, which, parsed(yaml), findings);
  CHECK((made == nullptr) == findings.has_errors());
  std::string out;
  for (const diagnostic& each : findings)
    out += (out.empty() ? "" : "\n") + each.message + (each.remedy.empty() ? "" : " (" + each.remedy + ")");
  return out;
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

TEST_CASE("policy: what is written wrongly is refused by name, all of it") {
  CHECK(told("{resources: '*'}") == "missing field \"policy.actions\"\nmissing field \"policy.effect\"");
  CHECK(told("{actions: [], resources: {}, effect: ''}")
        == "field \"policy.actions\": must not be empty\nfield \"policy.resources\": must not be empty\nfield \"policy.effect\" is empty");
  CHECK(told("{actions: {a: b}, resources: [a, 1], effect: alow}")
        == "field \"policy.actions\": expected a string or a list of strings, got a map\n"
           "field \"policy.resources[1]\": expected a string, got integer 1\n"
           "field \"policy.effect\": expected \"allow\" or \"deny\", got string \"alow\" (did you mean \"allow\"?)");
  CHECK(told("[a]") == "field \"policy\": expected a map, got a list");
  CHECK(told("{actions: a, resources: '', effect: deny}").empty());
}

TEST_CASE("policy: conditions are counted from 0, and each says what it lacks") {
  const auto conditions = [](const std::string& list) { return told("{actions: a, resources: '*', effect: allow, conditions: " + list + "}"); };
  CHECK(conditions("{field: action}") == "field \"policy.conditions\": expected a list, got a map");
  CHECK(conditions("[{operator: eq, value: 1}]") == "missing field \"policy.conditions[0].field\"");
  CHECK(conditions("[{field: action, value: 1}, {field: action, operator: eqq, value: 1}]")
        == "missing field \"policy.conditions[0].operator\"\n"
           "field \"policy.conditions[1].operator\": expected \"eq\", \"ne\", \"lt\", \"gt\", \"lte\", \"gte\", \"in\", \"nin\", \"exists\", "
           "\"nexists\", \"contains\", \"ncontains\", \"matches\" or \"nmatches\", got string \"eqq\" (did you mean \"eq\"?)");
  CHECK(conditions("[action, null, {field: action, operator: exists}]")
        == "field \"policy.conditions[0]\": expected a map, got string \"action\"\nmissing field \"policy.conditions[1]\"\n"
           "field \"policy.conditions[2]\": needs a `value` or a `value_from`");
  CHECK(conditions("[{field: action, operator: eq, value_from: ''}]") == "field \"policy.conditions[0].value_from\" is empty");
  CHECK(conditions("[{field: action, operator: eq, value: null}]").empty());
}

TEST_CASE("policy: an expression that cannot be read is refused") {
  const auto expression = [](const std::string& text) {
    return told("{actions: a, resources: '*', effect: allow" + text + "}", policy::kind::by_expression);
  };
  CHECK(expression("") == "missing field \"policy.expression\"");
  CHECK(expression(", expression: 5") == "field \"policy.expression\": expected a string, got integer 5 (write \"5\")");
  CHECK(expression(", expression: 'actor.id =='") == "field \"policy.expression\": unexpected end of expression (1:12)");
  CHECK(expression(", expression: 'true'").empty());
}

TEST_CASE("policy: findings point at the line of what is wrong") {
  diagnostics findings;
  CHECK(policy::read({"app", "p"}, policy::kind::by_conditions,
                     parsed("actions: a\nresources: '*'\neffect: maybe\nconditions:\n  - {field: action, operator: eq, value: a}\n"
                            "  - field: action\n    operator: is\n  - 5\n"),
                     findings)
        == nullptr);
  std::string places;
  for (const diagnostic& each : findings)
    places += each.mark.text() + "\n";
  CHECK(places == "policy.yaml:3:9\npolicy.yaml:7:15\npolicy.yaml:6:5\npolicy.yaml:8:5\n");
}

TEST_CASE("policy: members and fields that nobody knows are told, and refuse nothing") {
  CHECK(told("{actions: a, resources: '*', effect: allow, condition: [{field: action, operator: eq, value: a}]}")
        == "field \"policy.condition\" is not known and has no effect (did you mean conditions?)");
  CHECK(told("{actions: a, resources: '*', effect: allow, expression: 'true', conditions: []}", policy::kind::by_expression)
        == "field \"policy.conditions\" is not known and has no effect (known are actions, resources, effect, expression)");
  CHECK(told("{actions: a, resources: '*', effect: allow, conditions: [{field: action, operator: eq, value: a, vaule_from: b}]}")
        == "field \"policy.conditions[0].vaule_from\" is not known and has no effect (did you mean value_from?)");
  const auto field = [](const std::string& path) {
    return told("{actions: a, resources: '*', effect: allow, conditions: [{field: " + path + ", operator: eq, value: a}]}");
  };
  for (const char* known : {"action", "resource", "actor.id", "actor.meta", "actor.meta.x.y", "meta", "meta.x.y"})
    CHECK(field(known).empty());
  CHECK(field("actr.id") == "field \"policy.conditions[0].field\": \"actr.id\" is not known and has no value (did you mean actor.id?)");
  CHECK(field("mta.owner") == "field \"policy.conditions[0].field\": \"mta.owner\" is not known and has no value (did you mean meta.owner?)");
  CHECK(field("actor.mta.role").ends_with("(did you mean actor.meta.role?)"));
  CHECK(field("user.name").ends_with("(known are actor.id, actor.meta.x, action, resource, meta.x)"));
  CHECK(told("{actions: a, resources: '*', effect: allow, conditions: [{field: meta.owner, operator: eq, value_from: actor.name}]}")
          .starts_with("field \"policy.conditions[0].value_from\": \"actor.name\" is not known and has no value"));
}

TEST_CASE("policy: a pattern that is no regular expression is told, and never applies") {
  diagnostics findings;
  const policy_ptr made =
    policy::read({"app", "p"}, policy::kind::by_conditions,
                 parsed("{actions: '*', resources: '*', effect: deny, conditions: [{field: resource, operator: nmatches, value: '('}]}"), findings);
  REQUIRE(made != nullptr);
  CHECK(findings.size() == 1);
  const actor who{"a"};
  CHECK(made->evaluate({&who, "x", "y", nullptr}) == verdict::undefined);
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
