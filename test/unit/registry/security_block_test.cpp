#include "registry/security_block.hpp"

#include "test/unit/registry/make_entry.hpp"

namespace troupe::registry {

namespace {

struct reading {
  security_block made;
  std::string told;  // without places
  bool refused = false;
};

reading read(std::string_view block) {
  const entry owner = make_entry("a:b", "k", "{security: " + std::string{block} + "}");
  diagnostics findings;
  field_reader fields{owner.data, owner.mark, owner.id, findings};
  reading out{read_security(fields, "security", owner), {}, findings.has_errors()};
  for (const diagnostic& each : findings)
    out.told += (out.told.empty() ? "" : "\n") + each.message + (each.remedy.empty() ? "" : " (" + each.remedy + ")");
  return out;
}

}  // namespace

TEST_CASE("security_block: all of it, one id counts as a list of one") {
  const reading full = read("{actor: {id: bob, meta: {role: admin}}, groups: [g, 'c:h'], policies: p}");
  CHECK(full.told.empty());
  CHECK(full.made.actor_id == "bob");
  CHECK(*full.made.actor_meta.find("role")->as_string() == "admin");
  CHECK(full.made.groups == std::vector{entry_id{"a", "g"}, entry_id{"c", "h"}});
  CHECK(full.made.policies == std::vector{entry_id{"a", "p"}});
  CHECK(read("null").told.empty());
  CHECK(read("{actor: {id: bob}}").told.empty());
}

TEST_CASE("security_block: what is not of the right shape is refused") {
  for (const char* wrong : {"none", "[x]", "{actor: 5}", "{actor: [x]}", "{actor: {id: 5}}", "{actor: {id: ''}}", "{actor: {id: x, meta: y}}",
                            "{actor: {id: x}, policies: {p: true}}", "{actor: {id: x}, policies: [5]}", "{actor: {id: x}, policies: ''}",
                            "{actor: {id: x}, groups: ['']}", "{actor: {id: x}, groups: 5}"})
    CHECK_MESSAGE(read(wrong).refused, wrong);
  CHECK(read("{actor: operator, policies: [p]}").told
        == "field \"security.actor\": expected a map, got string \"operator\" (write {id: \"operator\"})");
  CHECK(read("{actor: {id: x}, policies: [p, '']}").told == "field \"security.policies\": an id must not be empty");
}

TEST_CASE("security_block: what has no effect is told") {
  const reading misspelt = read("{actor: {id: x, mta: {}}, policy: [p]}");
  CHECK_FALSE(misspelt.refused);
  CHECK(misspelt.told
        == "field \"security.policy\" is not known and has no effect (known are actor, groups, policies)\n"
           "field \"security.actor.mta\" is not known and has no effect (did you mean meta?)");
  for (const char* block : {"{policies: [p]}", "{actor: {}, groups: g}", "{actor: null, policies: p}"}) {
    const reading lonely = read(block);
    CHECK_FALSE(lonely.refused);
    CHECK(lonely.told == "field \"security\": policies count only together with an actor (add actor: {id: ...})");
  }
}

}  // namespace troupe::registry
