#include "registry/schema.hpp"

#include "make_entry.hpp"
#include "registry/lifecycle.hpp"

namespace troupe::registry {

namespace {

using namespace std::chrono_literals;

schema sample() {
  return schema{}
    .required("source", field_type::string)
    .required("task_queue", field_type::string, "task queue is required")
    .optional("host.workers", field_type::integer, 16)
    .at_least(1)
    .optional("host.quantum", field_type::duration, "2ms")
    .optional("limit", field_type::bytes, "256M")
    .optional("hide", field_type::boolean, false)
    .optional("tags", field_type::strings)
    .optional("meta.server", field_type::reference)
    .optional("database", field_type::reference)
    .optional("host_id", field_type::full_reference)
    .optional("storages", field_type::references)
    .choice("pool.type", {"inline", "lazy"}, "lazy")
    .lifecycle();
}

std::string findings(const entry& candidate) {
  diagnostics out;
  sample().check(candidate, out);
  return out.text();
}

}  // namespace

TEST_CASE("schema: an entry that keeps the rules has no findings; unknown fields are accepted") {
  CHECK(
    findings(make_entry("a:b", "k", "{source: x, task_queue: q, host: {workers: 2}, whatever: [1]}",
                        "{server: s, any: thing}"))
    == "");
}

TEST_CASE("schema: settings beside the block that they belong into are warned of") {
  CHECK(findings(make_entry("a:b", "k", "{source: x, task_queue: q, workers: 2, auto_start: true}"))
        == "test.yaml:1:52: warning: entry a:b: field \"auto_start\" has no effect here (it belongs under `lifecycle`)\n"
           "test.yaml:1:37: warning: entry a:b: field \"workers\" has no effect here (it belongs under `host`)");
  diagnostics out;
  schema{}.optional("source", field_type::string).no_lifecycle("start it").check(make_entry("a:b", "k", "{lifecycle: {auto_start: true}}"), out);
  CHECK(out.text() == "test.yaml:1:13: warning: entry a:b: lifecycle has no effect on a k (start it)");
}

TEST_CASE("schema: missing, mistyped and out of bounds are all told") {
  CHECK(findings(make_entry("a:b", "k",
                            "{host: {workers: 0, quantum: 5}, pool: {type: lasy}, storages: one, host_id: h, "
                            "lifecycle: {start_timeout: 5, restart: {max_attempts: x}}}",
                            "{server: 7}"))
        == "test.yaml:1:1: error: entry a:b: missing field \"source\"\n"
           "test.yaml:1:1: error: entry a:b: task queue is required\n"
           "test.yaml:1:18: error: entry a:b: field \"host.workers\": expected at least 1, got integer 0\n"
           "test.yaml:1:30: error: entry a:b: field \"host.quantum\": expected a duration such as 500ms or 10s, got "
           "integer 5 (write 5s)\n"
           "test.yaml:1:10: error: entry a:b: field \"meta.server\": expected a string, got integer 7 (write \"7\")\n"
           "test.yaml:1:78: error: entry a:b: field \"host_id\": expected a full id (write namespace:h)\n"
           "test.yaml:1:64: error: entry a:b: field \"storages\": expected a list of strings, got string \"one\" (write "
           "[one])\n"
           "test.yaml:1:47: error: entry a:b: field \"pool.type\": expected \"inline\" or \"lazy\", got string \"lasy\" "
           "(did you mean \"lazy\"?)\n"
           "test.yaml:1:108: error: entry a:b: field \"lifecycle.start_timeout\": expected a duration such as 500ms or "
           "10s, got integer 5 (write 5s)\n"
           "test.yaml:1:135: error: entry a:b: field \"lifecycle.restart.max_attempts\": expected an integer, got "
           "string \"x\"");
}

TEST_CASE("schema: a map whose members have rules is known as a whole, one without is the author's") {
  schema rules;
  rules.optional("host", field_type::map)
    .optional("host.workers", field_type::integer)
    .optional("host.inner", field_type::map)
    .optional("host.inner.depth", field_type::integer)
    .optional("imports", field_type::map)
    .optional("meta.host", field_type::map)
    .optional("meta.host.name", field_type::string);
  diagnostics out;
  rules.check(make_entry("a:b", "k", "{host: {workers: 1, inner: {dept: 1}, innner: {}}, imports: {x: y}, z: {w: 1}}", "{host: {nme: 1}}"),
              out);
  CHECK(out.error_count() == 0);
  CHECK(out.size() == 2);
  CHECK(out.text().find("field \"host.innner\" is not known and has no effect (did you mean inner?)") != std::string::npos);
  CHECK(out.text().find("field \"host.inner.dept\" is not known and has no effect (did you mean depth?)") != std::string::npos);
}

TEST_CASE("schema: data that is no map is told once") {
  CHECK(findings(make_entry("a:b", "k", "[1]"))
        == "test.yaml:1:1: error: entry a:b: data must be a map of fields");
}

TEST_CASE("schema: values are read with the schema's defaults") {
  const schema rules = sample();
  const entry item = make_entry(
    "a:b", "k", "{source: x, host: {workers: 3}, database: db, host_id: 'h:i', storages: [s]}");
  const field_values values{item, rules};
  CHECK(values.string("source") == "x");
  CHECK(values.integer("host.workers") == 3);
  CHECK(values.duration("host.quantum") == 2ms);
  CHECK(values.bytes("limit") == uint64_t{256} << 20);
  CHECK(values.string("pool.type") == "lazy");
  CHECK_FALSE(values.boolean("hide"));
  CHECK(values.strings("tags").empty());
  CHECK(values.id("database") == entry_id{"a", "db"});
  CHECK(values.id("host_id") == entry_id{"h", "i"});
  CHECK(values.ids("storages") == std::vector{entry_id{"a", "s"}});
  CHECK(values.id("meta.server").empty());
  CHECK(values.has("source"));
  CHECK_FALSE(values.has("limit"));
}

TEST_CASE("schema: reference fields name entries") {
  std::vector<reference> out;
  sample().references(
    make_entry("a:b", "k", "{database: db, host_id: 'h:i', storages: [s]}", "{server: 'w:s'}"),
    out);
  REQUIRE(out.size() == 4);
  CHECK(out[0].id.text() == "w:s");
  CHECK(out[1].id.text() == "a:db");
  CHECK(out[2].id.text() == "h:i");
  CHECK(out[3].id.text() == "a:s");
}

TEST_CASE("lifecycle: absent and zero values take the default") {
  const lifecycle none = read_lifecycle(make_entry("a:b", "k"));
  CHECK_FALSE(none.auto_start);
  CHECK(none.required);
  CHECK(none.start_timeout == 10s);
  CHECK(none.restart.delay_max == 90s);
  CHECK(none.restart.attempts_max == 0);
  const lifecycle zero = read_lifecycle(make_entry(
    "a:b", "k",
    "{lifecycle: {stop_timeout: 0s, restart: {initial_delay: 0s, backoff_factor: 0, jitter: 0}}}"));
  CHECK(zero.stop_timeout == 10s);
  CHECK(zero.restart.initial_delay == 1s);
  CHECK(zero.restart.backoff_factor == 2.0);
  CHECK(zero.restart.jitter == 0.1);
}

TEST_CASE("lifecycle: everything an author may write") {
  diagnostics findings;
  const lifecycle full = read_lifecycle(
    make_entry(
      "a:b", "k",
      "{lifecycle: {auto_start: true, startup: optional, requires: [x], depends_on: ['a:x', "
      "'c:y'], "
      "start_timeout: 1s, stop_timeout: 2s, stable_threshold: 3s, on_update: upgrade, "
      "restart: {initial_delay: 10ms, max_delay: 1m, backoff_factor: 1.5, jitter: 0.2, "
      "max_attempts: 7}, "
      "security: {actor: {id: bob, meta: {role: admin}}, groups: [g], policies: ['p:q']}}}"),
    findings);
  CHECK_MESSAGE(findings.empty(), findings.text());
  CHECK(full.auto_start);
  CHECK_FALSE(full.required);
  CHECK(full.requires_running == std::vector{entry_id{"a", "x"}, entry_id{"c", "y"}});
  CHECK(full.stable_threshold == 3s);
  CHECK(full.update == on_update::upgrade);
  CHECK(full.restart.initial_delay == 10ms);
  CHECK(full.restart.attempts_max == 7);
  CHECK(full.security.actor_id == "bob");
  CHECK(full.security.groups == std::vector{entry_id{"a", "g"}});
  CHECK(full.security.policies == std::vector{entry_id{"p", "q"}});
}

}  // namespace troupe::registry
