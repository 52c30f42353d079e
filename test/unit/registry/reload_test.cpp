#include "registry/reload.hpp"

#include "make_entry.hpp"
#include "registry/entry_difference.hpp"

namespace troupe::registry {

namespace {

snapshot state_of(std::vector<entry_ptr> entries) {
  entry_changes changes;
  for (entry_ptr& each : entries)
    changes[each->id] = each;
  return snapshot{}.with(changes);
}

std::string text(const reload_plan& plan) {
  std::string out;
  for (const operation& each : plan.operations)
    out += std::string{action_name(each.kind).substr(6)} + " " + each.item->id.text() + "; ";
  for (const reload_conflict& each : plan.conflicts)
    out += "conflict " + each.id.text() + "; ";
  return out + "kept " + std::to_string(plan.kept);
}

std::string text(const std::vector<field_change>& changes) {
  std::string out;
  for (const field_change& each : changes)
    out += each.path + ": " + each.before + " -> " + each.after + "\n";
  return out;
}

entry_ptr of(const char* value) {
  return shared_entry("app:a", "k", std::string{"{v: "} + value + "}");
}

}  // namespace

TEST_CASE("reload: what only the files changed is applied, what only the program changed is kept") {
  const snapshot base = state_of({of("1"), shared_entry("app:gone", "k"), shared_entry("app:own", "k")});
  const snapshot files = state_of({of("2"), shared_entry("app:new", "k"), shared_entry("app:own", "k")});
  const snapshot current = state_of({of("1"), shared_entry("app:gone", "k"), shared_entry("app:own", "k", "{v: 9}"), shared_entry("app:made", "k")});
  CHECK(text(plan_reload(base, files, current, conflict_rule::run_time_wins)) == "delete app:gone; update app:a; create app:new; kept 2");
}

TEST_CASE("reload: changed in both to different values, the program wins unless the files are to") {
  const snapshot base = state_of({of("1")}), files = state_of({of("2")}), current = state_of({of("3")});
  CHECK(text(plan_reload(base, files, current, conflict_rule::run_time_wins)) == "conflict app:a; kept 0");
  CHECK(text(plan_reload(base, files, current, conflict_rule::files_win)) == "update app:a; conflict app:a; kept 0");
  CHECK(text(plan_reload(base, snapshot{}, current, conflict_rule::files_win)) == "delete app:a; conflict app:a; kept 0");
  CHECK(text(plan_reload(base, files, snapshot{}, conflict_rule::run_time_wins)) == "conflict app:a; kept 0");
  CHECK(text(plan_reload(base, files, snapshot{}, conflict_rule::files_win)) == "create app:a; conflict app:a; kept 0");
}

TEST_CASE("reload: changed in both to the same value is no change") {
  const snapshot base = state_of({of("1")}), other = state_of({of("2")});
  CHECK(text(plan_reload(base, other, other, conflict_rule::run_time_wins)) == "kept 0");
  CHECK(text(plan_reload(base, snapshot{}, snapshot{}, conflict_rule::run_time_wins)) == "kept 0");
}

TEST_CASE("reload: another kind is a removal and a creation") {
  const snapshot base = state_of({of("1")}), files = state_of({shared_entry("app:a", "other")});
  CHECK(text(plan_reload(base, files, base, conflict_rule::run_time_wins)) == "delete app:a; create app:a; kept 0");
}

TEST_CASE("difference: fields that changed, came and went") {
  const entry before = make_entry("app:a", "k", "{pool: {size: 2}, gone: true, list: [1]}");
  const entry after = make_entry("app:a", "other", "{pool: {size: 3, type: lazy}, list: [1, 2]}");
  CHECK(text(field_changes(before, after))
        == "kind: k -> other\npool.size: 2 -> 3\npool.type:  -> \"lazy\"\ngone: true -> \nlist: a list of 1 -> a list of 2\n");
  CHECK(field_changes(before, before).empty());
}

TEST_CASE("difference: of texts, the first line that changed") {
  const entry before = make_entry("app:a", "k", R"({source: "return 1\n-- end\n"})");
  const entry after = make_entry("app:a", "k", R"({source: "return 1\n-- the end\nmore"})");
  CHECK(text(field_changes(before, after)) == "source: line 2 \"-- end\" -> line 2 \"-- the end\"\n");
  const entry longer = make_entry("app:a", "k", R"({source: "return 1\n-- end\nmore"})");
  CHECK(text(field_changes(before, longer)) == "source: no line 3 -> line 3 \"more\"\n");
  const entry lost = make_entry("app:a", "k", R"({source: ""})");
  CHECK(text(field_changes(before, lost)) == "source: line 1 \"return 1\" -> no line 1\n");
}

TEST_CASE("difference: long texts from a little before they part") {
  const std::string common(100, 'x');
  CHECK(text(field_changes(make_entry("app:a", "k", "{v: " + common + "one}"), make_entry("app:a", "k", "{v: " + common + "two}")))
        == "v: \"...xxxxxxxxxxxxxxxxxxxxone\" -> \"...xxxxxxxxxxxxxxxxxxxxtwo\"\n");
}

TEST_CASE("difference: secrets are masked, wherever they stand") {
  const entry before = make_entry("app:a", "k", "{password: old, dsn: 'pg://u:pw@h/d', auth: {api_key: a}, password_env: A, tls: {key: x}}");
  const entry after = make_entry("app:a", "k", "{password: new, dsn: 'pg://u:px@g/d', auth: {api_key: b}, password_env: B, token: t, tls: {key: y}}");
  CHECK(text(field_changes(before, after))
        == "password: ****** -> ******\ndsn: \"pg://u:******@h/d\" -> \"pg://u:******@g/d\"\nauth.api_key: ****** -> ******\n"
           "password_env: \"A\" -> \"B\"\ntls.key: ****** -> ******\ntoken:  -> ******\n");
  CHECK(text(field_changes(make_entry("app:db_password", "env.variable", "{default: a}"), make_entry("app:db_password", "env.variable", "{default: b}")))
        == "default: ****** -> ******\n");
}

}  // namespace troupe::registry
