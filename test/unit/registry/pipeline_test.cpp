#include "registry/pipeline.hpp"

#include "make_entry.hpp"
#include "registry/linker.hpp"

#include <algorithm>

namespace troupe::registry {

namespace {

struct fixture {
  std::vector<entry> entries;
  diagnostics findings;

  entry& get(std::string_view id) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const entry& e) { return e.id.text() == id; });
    REQUIRE(found != entries.end());
    return *found;
  }
  void apply(const std::vector<entry_override>& overrides) {
    apply_overrides(entries, overrides, findings);
  }
  void link() { link_requirements(entries, findings); }
  std::string left() const {
    std::string out;
    for (const entry& each : entries)
      out += (out.empty() ? "" : " ") + each.id.text();
    return out;
  }
};

}  // namespace

TEST_CASE("pipeline: overrides set kind, meta and data, creating what is missing") {
  fixture f;
  f.entries = {
    make_entry("app.web:gate.way", "http.service", "{addr: ':80', pool: 5, 'a.b': 1}", "{x: 1}")};
  f.apply({{"app.web:gate.way:addr", ":81"},
           {"app.web:gate.way:meta.x", 2},
           {"app.web:gate.way:meta.deep.er", true},
           {"app.web:gate.way:data.pool.max", 7},
           {"app.web:gate.way:a.b", 9},
           {"app.web:gate.way:kind", "other.kind"}});
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
  CHECK(f.entries[0].kind == "other.kind");
  CHECK(f.entries[0].meta == tree("{x: 2, deep: {er: true}}"));
  CHECK(f.entries[0].data == tree("{addr: ':81', pool: {max: 7}, 'a.b': 9}"));
}

TEST_CASE("pipeline: an override that cannot be done is an error") {
  fixture f;
  f.entries = {make_entry("app:a", "k")};
  f.apply({{"app:a", 1}, {"app:b:x", 1}, {"app:a:kind", ""}, {"plain", 1}});
  CHECK(f.findings.text()
        == "error: invalid override \"app:a\" (write namespace:name:path)\n"
           "error: override of app:b: no such entry\n"
           "error: entry app:a: override of kind: expected a non-empty string\n"
           "error: invalid override \"plain\" (write namespace:name:path)");
}

TEST_CASE("pipeline: entries are disabled by namespace, id and meta") {
  fixture f;
  for (const char* id : {"app:a", "app.old:b", "app.old.deep:c", "lib:d", "lib:old_e"})
    f.entries.push_back(make_entry(id, "k"));
  f.get("lib:d").meta = tree("{type: test}");
  auto all = f.entries;
  disable_entries(f.entries, {.namespaces = {"app.*"}}, f.findings);
  CHECK(f.left() == "app:a app.old.deep:c lib:d lib:old_e");
  f.entries = all;
  disable_entries(f.entries, {.namespaces = {"app.**"}}, f.findings);
  CHECK(f.left() == "lib:d lib:old_e");
  f.entries = all;
  disable_entries(f.entries, {.entries = {"(app|lib):(a|old_e)"}}, f.findings);
  CHECK(f.left() == "app.old:b app.old.deep:c lib:d");
  f.entries = all;
  disable_entries(f.entries, {.meta = {{"type", {"x", "test"}}}}, f.findings);
  CHECK(f.left() == "app:a app.old:b app.old.deep:c lib:old_e");
  CHECK(f.findings.empty());
  disable_entries(f.entries, {.entries = {"nocolon"}}, f.findings);
  CHECK(f.findings.has_errors());
}

TEST_CASE("pipeline: the first override feeds the links, the second has the last word") {
  fixture f;
  f.entries = {
    make_entry("app:dep", "ns.dependency",
               "{component: acme/http, parameters: [{name: port, value: 1}]}"),
    make_entry("acme.http:port", "ns.requirement",
               "{targets: [{entry: server, path: .addr}, {entry: server, path: alt}]}"),
    make_entry("acme.http:server", "http.service", "{}"),
    make_entry("acme.http:old", "k"),
  };
  diagnostics findings;
  host_flags flags;
  flags.overrides = {"acme.http:server:alt=mine", "app:dep:parameters=x"};
  flags.settings = {"disable.entries=acme.http:old"};
  const auto env = [](const std::string&) { return std::optional<std::string>{}; };
  f.entries[0].data = tree("{component: acme/http, parameters: [{name: port, value: 7}]}");
  flags.overrides.pop_back();
  run_pipeline(f.entries, host_config::load(flags, "/nonexistent", env, findings), findings);
  CHECK_MESSAGE(findings.empty(), findings.text());
  CHECK(f.get("acme.http:server").data == tree("{alt: mine, addr: 7}"));
  CHECK(f.left() == "app:dep acme.http:port acme.http:server");
  flags.overrides = {"acme.http:old:x=1"};
  f.entries.push_back(make_entry("acme.http:old", "k"));
  run_pipeline(f.entries, host_config::load(flags, "/nonexistent", env, findings), findings);
  CHECK(
    findings.text().find("override of acme.http:old: no such entry (it is removed by `disable`)")
    != std::string::npos);
}

TEST_CASE("linker: a value is a parameter, else the default, else missing with a warning") {
  fixture f;
  f.entries = {
    make_entry("app:dep", "ns.dependency",
               "{component: acme/m, parameters: [{name: a, value: given}, {name: e, value: ''}]}"),
    make_entry("acme.m:a", "ns.requirement",
               "{targets: [{entry: t, path: meta.a}], default: unused}"),
    make_entry("acme.m:b", "ns.requirement",
               "{targets: [{entry: 'acme.m:t', path: data.x.b}], default: 5}"),
    make_entry("acme.m:c", "ns.requirement", "{targets: [{entry: t, path: c}]}"),
    make_entry("acme.m:d", "ns.requirement", "{targets: [{entry: t, path: d}], default: ''}"),
    make_entry("acme.m:e", "ns.requirement", "{targets: [{entry: t, path: e}], default: z}"),
    make_entry("acme.m:t", "k"),
  };
  f.link();
  CHECK(f.get("acme.m:t").meta == tree("{a: given}"));
  CHECK(f.get("acme.m:t").data == tree("{x: {b: 5}, d: '', e: ''}"));
  CHECK(f.findings.text()
        == "warning: entry acme.m:c: requirement has no value (give it a default, or a parameter in the "
           "ns.dependency entry of its module)");
}

TEST_CASE("linker: parameters find requirements by module too") {
  fixture f;
  f.entries = {
    make_entry("app:dep", "ns.dependency",
               "{component: acme/m, parameters: [{name: a, value: 1}, {name: 'other.ns:b', value: "
               "2}, {name: 'acme.m:c', value: 3}]}"),
    make_entry("inner:a", "ns.requirement", "{targets: [{entry: t, path: a}]}", "{module: acme/m}"),
    make_entry("other.ns:b", "ns.requirement", "{targets: [{entry: 'inner:t', path: b}]}"),
    make_entry("inner:c", "ns.requirement", "{targets: [{entry: t, path: c}]}", "{module: acme/m}"),
    make_entry("foreign:a", "ns.requirement",
               "{targets: [{entry: 'inner:t', path: z}], default: own}", "{module: acme/x}"),
    make_entry("inner:t", "k"),
  };
  f.link();
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
  CHECK(f.get("inner:t").data == tree("{a: 1, b: 2, c: 3, z: own}"));
}

TEST_CASE("linker: different values conflict, equal ones do not") {
  fixture f;
  f.entries = {
    make_entry("app:one", "ns.dependency",
               "{component: a/m, parameters: [{name: p, value: 1}, {name: q, value: x}]}"),
    make_entry("app:two", "ns.dependency",
               "{component: a/m, parameters: [{name: p, value: '1'}, {name: q, value: y}]}"),
    make_entry("a.m:p", "ns.requirement", "{targets: [{entry: t, path: p}]}"),
    make_entry("a.m:q", "ns.requirement", "{targets: [{entry: t, path: q}]}"),
    make_entry("a.m:t", "k"),
  };
  f.link();
  CHECK(f.get("a.m:t").data == tree("{p: 1}"));
  CHECK(f.findings.error_count() == 1);
  CHECK(f.findings.text().find("entry a.m:q: app:one gives \"x\" and app:two gives \"y\"")
        != std::string::npos);
}

TEST_CASE("linker: appending makes a list, keeps it free of duplicates, refuses anything else") {
  fixture f;
  f.entries = {
    make_entry("a:p", "ns.requirement",
               "{default: x, targets: [{entry: t, path: list+=}, {entry: t, path: 'fresh +='}, "
               "{entry: t, path: text+=}]}"),
    make_entry(
      "a:q", "ns.requirement",
      "{default: y, targets: [{entry: t, path: list+=}, {entry: none, path: x}, {entry: t}]}"),
    make_entry("a:r", "ns.requirement", "{default: y, targets: []}"),
    make_entry("a:t", "k", "{list: [x], text: some}"),
  };
  f.link();
  CHECK(f.get("a:t").data == tree("{list: [x, y], text: some, fresh: [x]}"));
  CHECK(f.findings.error_count() == 4);
  CHECK(f.findings.text().find("target a:t: cannot append to text, which is a string")
        != std::string::npos);
  CHECK(f.findings.text().find("target a:none: no such entry") != std::string::npos);
}

}  // namespace troupe::registry
