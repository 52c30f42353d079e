#include "actors/policy_table.hpp"

#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
namespace security = troupe::runtime::security;

namespace {

security::policy_ptr make(std::string_view id, std::string_view actions, std::string_view effect) {
  document from{document::map{}};
  from.set("actions", document{actions});
  from.set("resources", document{"*"});
  from.set("effect", document{effect});
  diagnostics findings;
  auto made = security::policy::read(entry_id::parse(id), security::policy::kind::by_conditions, from, findings);
  REQUIRE_MESSAGE(made != nullptr, findings.text());
  return made;
}

void publish(actors::policy_table& table) {
  table.publish({{"app:all", {make("app:all", "*", "allow"), {"app:everybody"}}},
                 {"app:mute", {make("app:mute", "process.send", "deny"), {"app:everybody", "app:quiet"}}}});
}

registry::security_block block(std::string actor, std::vector<entry_id> policies, std::vector<entry_id> groups = {}) {
  return {std::move(actor), document{document::map{}}, std::move(groups), std::move(policies)};
}

// Sends to itself; answers "sent" or why not.
constexpr const char* sender = R"(return {main = function()
  local ok, err = process.send(process.pid(), "t")
  return ok and "sent" or err:kind()
end})";

std::string run_as(process_rig& rig, const registry::security_block& who) {
  auto identity = rig.node().policies().identity_of(who);
  REQUIRE(identity);
  runtime::spawn_request request;
  request.entry = "app:sender";
  request.host = "app:host";
  request.context.who = *identity;
  std::string text;
  const auto id = rig.node().spawn(request, {}, {}, {{}, 0, [&](runtime::outcome& result) { text = process_rig::text(result); }});
  REQUIRE(id);
  REQUIRE(rig.pool.run());
  return text;
}

}  // namespace

TEST_CASE("policy_table: policies by id, groups as scopes") {
  actors::policy_table table;
  publish(table);
  CHECK(table.find("app:all")->id() == "app:all");
  CHECK(table.find("app:none") == nullptr);
  CHECK(table.group("app:everybody")->policies().size() == 2);
  CHECK(table.group("app:quiet")->contains("app:mute"));
  CHECK(table.group("app:none") == nullptr);
  table.publish({});
  CHECK(table.find("app:all") == nullptr);
}

TEST_CASE("policy_table: an entry's security names what exists") {
  actors::policy_table table;
  publish(table);
  CHECK(*table.identity_of({}) == nullptr);
  CHECK((*table.identity_of(block("a", {})))->scope == nullptr);
  CHECK((*table.identity_of(block("", {{"app", "all"}}, {{"app", "quiet"}})))->scope->policies().size() == 2);
  CHECK(message_of(table.identity_of(block("a", {{"app", "none"}})).error()) == "security: no policy app:none");
  CHECK(message_of(table.identity_of(block("a", {}, {{"app", "none"}})).error()) == "security: no policy is in group app:none");
}

TEST_CASE("policy_table: a process may do what its identity allows; in strict mode nobody is without one") {
  for (const bool strict : {false, true}) {
    process_rig rig;
    rig.node().policies().set_strict(strict);
    publish(rig.node().policies());
    rig.add("sender", sender);
    CHECK(run_as(rig, {}) == (strict ? "PermissionDenied" : "sent"));
    CHECK(run_as(rig, block("a", {})) == (strict ? "PermissionDenied" : "sent"));
    CHECK(run_as(rig, block("", {{"app", "all"}})) == (strict ? "PermissionDenied" : "sent"));
    CHECK(run_as(rig, block("a", {{"app", "all"}})) == "sent");
    CHECK(run_as(rig, block("a", {{"app", "all"}, {"app", "mute"}})) == "PermissionDenied");
    CHECK(run_as(rig, block("a", {}, {{"app", "quiet"}})) == "PermissionDenied");
  }
}
