#include "config/host_config.hpp"

#include "config/setting_table.hpp"
#include "config/yaml.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

namespace troupe {

namespace {

using namespace std::chrono_literals;

const environment no_variables = [](const std::string&) { return std::optional<std::string>{}; };

struct fixture {
  test::temp_folder folder;
  host_flags flags;
  diagnostics findings;

  host_config load(const environment& env = no_variables) {
    return host_config::load(flags, folder.path(), env, findings);
  }
};

}  // namespace

TEST_CASE("host_config: every default is of its type") {
  const host_config config;
  for (const setting& row : setting_table()) {
    CAPTURE(row.key);
    switch (row.type) {
      case setting_type::boolean: static_cast<void>(config.boolean(row.key)); break;
      case setting_type::integer: static_cast<void>(config.integer(row.key)); break;
      case setting_type::number: static_cast<void>(config.number(row.key)); break;
      case setting_type::string: static_cast<void>(config.string(row.key)); break;
      case setting_type::duration: static_cast<void>(config.duration(row.key)); break;
      case setting_type::bytes: static_cast<void>(config.bytes(row.key)); break;
      case setting_type::strings: static_cast<void>(config.strings(row.key)); break;
    }
  }
  CHECK(config.duration("shutdown.timeout") == 30s);
  CHECK(config.bytes("journal.map_size") == uint64_t{1} << 40);
  CHECK(config.strings("registry.dispatch_internal_kinds").size() == 4);
}

TEST_CASE("host_config: troupe.yaml in config/ documents every setting with its default") {
  diagnostics findings;
  const auto text = read_yaml_file(TROUPE_SOURCE_FOLDER "/config/troupe.yaml", findings);
  REQUIRE_MESSAGE(text, findings.text());
  host_flags flags;
  flags.config_files = {TROUPE_SOURCE_FOLDER "/config/troupe.yaml"};
  const host_config config = host_config::load(flags, "/", no_variables, findings);
  CHECK_MESSAGE(findings.empty(), findings.text());
  const host_config defaults;
  for (const setting& row : setting_table()) {
    CAPTURE(row.key);
    if (row.state == setting_state::ignored)
      continue;
    CHECK(config.is_set(row.key));
    if (row.type != setting_type::strings)
      CHECK(config.string(row.key) == defaults.string(row.key));
  }
  for (const auto& [key, value] : config.set_keys()) {
    CAPTURE(key);
    CHECK(find_setting(key) != nullptr);
  }
}

TEST_CASE("host_config: without files the defaults stand") {
  fixture f;
  const host_config config = f.load();
  CHECK(f.findings.empty());
  CHECK(config.files().empty());
  CHECK(config.duration("shutdown.timeout") == 30s);
  CHECK_FALSE(config.node_name().empty());
  CHECK(config.node_name() == f.load().node_name());
}

TEST_CASE("host_config: nested maps and dotted keys are the same thing") {
  fixture f;
  f.folder.write(
    ".wippy.yaml",
    "version: \"1.0\"\nshutdown: {timeout: 5s}\njournal.sync: off\nunknown: {a: {b: 1}}\n");
  const host_config config = f.load();
  CHECK_MESSAGE(!f.findings.has_errors(), f.findings.text());
  CHECK(config.duration("shutdown.timeout") == 5s);
  CHECK(config.string("journal.sync") == "off");
  CHECK(*config.raw("unknown.a.b") == document{1});
}

TEST_CASE("host_config: a setting that nothing acts on gets one warning, its default none") {
  fixture f;
  f.folder.write(
    ".wippy.yaml",
    "version: '1.0'\nlua.proto_cache_size: 5\njournal: {batch_interval: 0.01s, map_size: "
    "1024G}\n"
    "registry: {history_type: sqlite}\nprometheus: {enabled: false}\nshutdown.timeout: 5s\n");
  f.flags.profiler = true;
  f.flags.memory_limit = "512M";
  f.flags.settings = {"temporal.connect=true"};
  f.load();
  CHECK(f.findings.text()
        == ".wippy.yaml:2:23: warning: setting lua.proto_cache_size has no effect in this build\n"
           "--set temporal.connect=true: warning: setting temporal.connect has no effect in this build\n"
           "-p: warning: setting profiler.enabled has no effect in this build\n"
           "-m 512M: warning: a memory limit has no effect in this build");
}

TEST_CASE("host_config: a setting with known words takes no other") {
  fixture f;
  f.folder.write(".wippy.yaml", "version: '1.0'\njournal.sync: sometimes\nlogger.encoding: jsn\n");
  CHECK(f.load().string("logger.encoding") == "console");
  CHECK(f.findings.text()
        == ".wippy.yaml:2:15: error: field \"journal.sync\": expected \"always\", \"batch\" or \"off\", got string \"sometimes\"\n"
           ".wippy.yaml:3:18: error: field \"logger.encoding\": expected \"console\" or \"json\", got string \"jsn\" "
           "(did you mean \"json\"?)");
}

TEST_CASE("host_config: troupe.yaml is read where .wippy.yaml is missing") {
  fixture f;
  f.folder.write("troupe.yaml", "version: '1.0'\nwatch: true\n");
  CHECK(f.load().boolean("watch"));
  CHECK_FALSE(f.findings.has_errors());
  f.folder.write(".wippy.yaml", "version: '1.0'\n");
  CHECK_FALSE(f.load().boolean("watch"));
  CHECK(f.findings.text().find("troupe.yaml is not read beside .wippy.yaml") != std::string::npos);
}

TEST_CASE("host_config: the version is mandatory") {
  fixture f;
  f.folder.write(".wippy.yaml", "shutdown.timeout: 5s\n");
  f.load();
  CHECK(f.findings.text()
        == ".wippy.yaml:1:1: error: no version (write `version: \"1.0\"` at the top)");
  fixture g;
  g.folder.write(".wippy.yaml", "version: \"2\"\n");
  g.load();
  CHECK(g.findings.text().find(".wippy.yaml:1:10: error: version \"2\" is not supported") == 0);
  fixture h;
  h.folder.write(".wippy.yaml", "");
  h.load();
  CHECK(h.findings.has_errors());
}

TEST_CASE(
  "host_config: named files must exist, later ones win by leaf, the first one anchors paths") {
  fixture f;
  f.folder.write("a/one.yaml",
                 "version: '1.0'\nprofiler: {enabled: true, address: 'x:1'}\n"
                 "workspace: {replacements: {org/mod: ../mod}}\n");
  f.folder.write("two.yaml", "version: '1.0'\nprofiler: {address: 'x:2'}\n");
  f.flags.config_files = {"a/one.yaml", "two.yaml"};
  const host_config config = f.load();
  CHECK_MESSAGE(!f.findings.has_errors(), f.findings.text());
  CHECK(config.boolean("profiler.enabled"));
  CHECK(config.string("profiler.address") == "x:2");
  REQUIRE(config.replacements().size() == 1);
  CHECK(config.replacements()[0].module == "org/mod");
  CHECK(config.replacements()[0].path == f.folder.path() / "a" / "../mod");
  f.findings = {};
  f.flags.config_files = {"none.yaml"};
  f.load();
  CHECK(f.findings.text() == "--config none.yaml: error: config file not found");
}

TEST_CASE("host_config: a wrong type is told and the default stands") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\nshutdown:\n  timeout: 5\njournal: {sync: sometimes}\n");
  const host_config config = f.load();
  CHECK(f.findings.error_count() == 2);
  CHECK(f.findings.text().find(
          ".wippy.yaml:3:12: error: field \"shutdown.timeout\": expected a duration such as "
          "500ms or 10s, got integer 5 (write 5s)")
        != std::string::npos);
  CHECK(config.duration("shutdown.timeout") == 30s);
}

TEST_CASE("host_config: profiles lie over files, in the order named") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\nshutdown: {timeout: 1s}\n"
                 "profiles:\n  slow: {shutdown: {timeout: 60s}}\n  dev: "
                 "{logmanager.propagate_downstream: false}\n");
  f.flags.profiles = {"slow", "dev"};
  const host_config config = f.load();
  CHECK(f.findings.empty());
  CHECK(config.duration("shutdown.timeout") == 60s);
  CHECK_FALSE(config.boolean("logmanager.propagate_downstream"));
  CHECK_FALSE(config.is_set("profiles.slow.shutdown.timeout"));
  f.flags.profiles = {"fast"};
  f.load();
  CHECK(f.findings.text() == "--profile fast: error: unknown profile \"fast\" (known: dev, slow)");
}

TEST_CASE("host_config: variables stand for values of any type") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\nvars: {host: db.local, port: 5432}\n"
                 "override:\n  \"app:db:address\": ${host}:${port}\n  \"app:db:port\": ${port}\n"
                 "  \"app:db:raw\": ${env:X} ${none}\n");
  const host_config config = f.load();
  REQUIRE(config.overrides().size() == 3);
  CHECK(config.overrides()[0].value == document{"db.local:5432"});
  CHECK(config.overrides()[1].value == document{5432});
  CHECK(config.overrides()[2].value == document{"${env:X} ${none}"});
}

TEST_CASE("host_config: --set changes a leaf and keeps its siblings") {
  fixture f;
  f.folder.write(".wippy.yaml", "version: '1.0'\nprofiler: {enabled: true, address: 'x:1'}\n");
  f.flags.settings = {"profiler.address=y,z", "shutdown.timeout=9s", "a.int=007",
                      "a.float=1.5",          "a.yes=true",          "a.text=True"};
  const host_config config = f.load();
  CHECK_MESSAGE(!f.findings.has_errors(), f.findings.text());
  CHECK(config.boolean("profiler.enabled"));
  CHECK(config.string("profiler.address") == "y,z");
  CHECK(config.duration("shutdown.timeout") == 9s);
  CHECK(*config.raw("a.int") == document{7});
  CHECK(*config.raw("a.float") == document{1.5});
  CHECK(*config.raw("a.yes") == document{true});
  CHECK(*config.raw("a.text") == document{"True"});
}

TEST_CASE("host_config: a malformed --set says what is expected") {
  fixture f;
  f.flags.settings = {"x", "x=1"};
  f.load();
  CHECK(f.findings.text()
        == "error: invalid --set \"x\": expected section.path=value\n"
           "error: invalid --set \"x=1\": key must be section.path (e.g. cluster.enabled)");
}

TEST_CASE(
  "host_config: -o lies over the override section; commas divide; values keep canonical types") {
  fixture f;
  f.folder.write(
    ".wippy.yaml",
    "version: '1.0'\noverride:\n  \"app:db:host\": one\n  \"app:db:pool\": {max_open: 3}\n");
  f.flags.overrides = {"app:db:host=two,app:db:port=5432", "app:x:code=007", "app:x:on=TRUE",
                       "app:x:f=1e3", "app:x:t=1-2"};
  const host_config config = f.load();
  CHECK(f.findings.empty());
  const auto value = [&](std::string_view key) {
    for (const entry_override& each : config.overrides())
      if (each.key == key)
        return each.value;
    return document{"absent"};
  };
  CHECK(value("app:db:host") == document{"two"});
  CHECK(value("app:db:pool.max_open") == document{3});
  CHECK(value("app:db:port") == document{5432});
  CHECK(value("app:x:code") == document{"007"});
  CHECK(value("app:x:on") == document{true});
  CHECK(value("app:x:f") == document{1000.0});
  CHECK(value("app:x:t") == document{"1-2"});
  f.flags.overrides = {"app:db:host=a,b"};
  f.load();
  CHECK(f.findings.text()
        == "error: invalid override \"b\": expected ns:name:path=value (commas divide one -o into several)");
}

TEST_CASE("host_config: rules to disable entries") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\ndisable:\n  namespaces: [app.old, 'lib.**']\n  entries: 'a:b'\n"
                 "  meta: {type: [test, demo], stage: x}\n");
  const host_config config = f.load();
  const disable_rules& rules = config.disable();
  CHECK(rules.namespaces == std::vector<std::string>{"app.old", "lib.**"});
  CHECK(rules.entries == std::vector<std::string>{"a:b"});
  REQUIRE(rules.meta.size() == 2);
  CHECK(rules.meta[1].second == std::vector<std::string>{"test", "demo"});
}

TEST_CASE("host_config: profiles and flags change lists of what is disabled") {
  fixture f;
  f.folder.write(".wippy.yaml", R"(version: '1.0'
disable: {namespaces: [app.old, 'lib.**'], entries: 'a:b'}
profiles:
  more:
    disable: {namespaces.add: ['experimental.**', app.old], entries: {add: 'a:c'}}
  less:
    disable: {namespaces.remove: ['lib.**', none], entries.remove: ['a:b']}
  other:
    disable: {namespaces: [x], namespaces.add: [y]}
)");
  using texts = std::vector<std::string>;
  f.flags.profiles = {"more"};
  CHECK(f.load().disable().namespaces == texts{"app.old", "lib.**", "experimental.**"});
  CHECK(f.load().disable().entries == texts{"a:b", "a:c"});
  f.flags.profiles = {"more", "less"};
  CHECK(f.load().disable().namespaces == texts{"app.old", "experimental.**"});
  CHECK(f.load().disable().entries == texts{"a:c"});
  f.flags.profiles = {"other"};
  CHECK(f.load().disable().namespaces == texts{"x", "y"});
  f.flags.settings = {"disable.namespaces.remove=x"};
  CHECK(f.load().disable().namespaces == texts{"y"});
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
}

TEST_CASE("host_config: an unknown rule to disable something is told") {
  fixture f;
  f.folder.write(".wippy.yaml", "version: '1.0'\ndisable:\n  namespace: [a]\n  entries.append: ['a:b']\n  meta: x\n");
  f.load();
  const std::string told = f.findings.text();
  CHECK(told.find("unknown setting \"disable.namespace\" is ignored (did you mean \"disable.namespaces\"?)") != std::string::npos);
  CHECK(told.find("unknown setting \"disable.entries.append\" is ignored (did you mean \"disable.entries.add\"?)") != std::string::npos);
  CHECK(told.find("unknown setting \"disable.meta\" is ignored (write") != std::string::npos);
}

TEST_CASE("host_config: the log level comes from flags and --set, never from the file") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\nlogmanager: {min_level: 2}\nlogger: {encoding: json}\n");
  CHECK(f.load().log_options().least == log::level::info);
  CHECK(f.load().log_options().format == log::style::json);
  f.flags.verbose = true;
  CHECK(f.load().log_options().least == log::level::debug);
  f.flags.console = true;
  CHECK(f.load().log_options().format == log::style::console);
  f.flags.settings = {"logmanager.min_level=2"};
  CHECK(f.load().log_options().least == log::level::error);
  f.flags.settings = {"logmanager.propagate_downstream=false"};
  CHECK(f.load().log_options().silent);
}

TEST_CASE("host_config: a log level that is none is told, and the nearest is taken") {
  fixture f;
  f.flags.settings = {"logmanager.min_level=7"};
  CHECK(f.load().log_options().least == log::level::error);
  CHECK(f.findings.text()
        == "--set logmanager.min_level=7: warning: setting logmanager.min_level: 7 is no level, 2 is used (-1 is debug, 0 info, 1 warnings, 2 errors)");
  f.flags.settings = {"logmanager.min_level=-2"};
  CHECK(f.load().log_options().least == log::level::debug);
  CHECK(f.findings.text().find("-2 is no level, -1 is used") != std::string::npos);
  f.flags.settings = {"logmanager.min_level=2"};
  CHECK(f.load().log_options().least == log::level::error);
}

TEST_CASE("host_config: -p is only a default") {
  fixture f;
  f.flags.profiler = true;
  CHECK(f.load().boolean("profiler.enabled"));
  f.folder.write(".wippy.yaml", "version: '1.0'\nprofiler: {enabled: false}\n");
  CHECK_FALSE(f.load().boolean("profiler.enabled"));
}

TEST_CASE("host_config: the memory limit comes from the flag, the environment, or is 1G") {
  fixture f;
  const environment env = [](const std::string& name) {
    return name == "GOMEMLIMIT" ? std::optional<std::string>{"512M"} : std::nullopt;
  };
  CHECK(f.load().memory_limit_bytes() == uint64_t{1} << 30);
  CHECK(f.load(env).memory_limit_bytes() == uint64_t{512} << 20);
  f.flags.memory_limit = "2GB";
  CHECK(f.load(env).memory_limit_bytes() == uint64_t{2} << 30);
  f.flags.memory_limit = "lots";
  CHECK(f.load(env).memory_limit_bytes() == uint64_t{512} << 20);
  CHECK_FALSE(f.findings.has_errors());
}

TEST_CASE("host_config: the node's name") {
  fixture f;
  const environment env = [](const std::string& name) {
    return name == "WIPPY_NODE_ID"           ? std::optional<std::string>{"n1"}
           : name == "WIPPY_RELAY_NODE_NAME" ? std::optional<std::string>{"n2"}
                                             : std::nullopt;
  };
  CHECK(f.load(env).node_name() == "n1");
  f.flags.settings = {"relay.node_name=n0"};
  CHECK(f.load(env).node_name() == "n0");
}

TEST_CASE("host_config: what this build lacks is told once somebody turns it on") {
  fixture f;
  f.folder.write(".wippy.yaml",
                 "version: '1.0'\notel: {enabled: true, endpoint: x}\ncluster: {enabled: false}\n"
                 "lua: {type_system: {enabled: true}}\n");
  f.load();
  CHECK(f.findings.text()
        == ".wippy.yaml:2:17: warning: setting otel.enabled is not available in this build: no traces or "
           "metrics are exported");
}

TEST_CASE("host_config: a setting that looks misspelt is worth a warning") {
  fixture f;
  f.folder.write(".wippy.yaml", "version: '1.0'\nshutdow: {timeout: 5s}\nmine: {own: 1}\n");
  f.load();
  CHECK(f.findings.text()
        == ".wippy.yaml:2:20: warning: unknown setting \"shutdow.timeout\" is ignored (did you mean "
           "\"shutdown.timeout\"?)");
}

}  // namespace troupe
