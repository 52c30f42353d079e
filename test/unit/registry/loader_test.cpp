#include "registry/loader.hpp"

#include "config/files.hpp"
#include "make_entry.hpp"
#include "registry/definition_file.hpp"
#include "test/support/temp_folder.hpp"

#include <map>

namespace troupe::registry {

namespace {

const environment no_variables = [](const std::string&) { return std::optional<std::string>{}; };

struct fixture {
  test::temp_folder folder;
  diagnostics findings;
  host_config config;

  std::vector<entry> file(std::string_view name, std::string_view text) {
    const auto path = folder.write(name, text);
    return read_definition_file({path, folder.path(), folder.path()}, findings);
  }
  std::string problems(std::string_view text) {
    findings = {};
    file("app.yaml", text);
    return findings.text();
  }
  loaded_entries load(const bundle& app, strictness mode = strictness::strict) {
    return load_bundle(
      app, {.mode = mode, .shown_from = folder.path(), .skipped_folders = {"node_modules"}},
      findings);
  }
  loaded_entries load(strictness mode = strictness::strict) {
    return load(open_bundle(folder.path(), config, findings), mode);
  }
  std::string ids(const loaded_entries& loaded) {
    std::string out;
    for (const entry& each : loaded.entries)
      out += (out.empty() ? "" : " ") + each.id.text();
    return out;
  }
};

// A file system of texts by path.
class text_files final : public source_files {
public:
  explicit text_files(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}

  caf::expected<std::vector<item>> list(const std::string& folder) const override {
    std::map<std::string, bool> items;
    const std::string start = folder.empty() ? "" : folder + "/";
    for (const auto& [path, text] : texts_)
      if (path.starts_with(start)) {
        const size_t end = path.find('/', start.size());
        items[path.substr(start.size(), end - start.size())] = end != std::string::npos;
      }
    if (items.empty())
      return make_error(errc::not_found, "/" + folder + ": missing");
    std::vector<item> made;
    for (auto each = items.rbegin(); each != items.rend(); ++each)
      made.push_back({each->first, each->second});
    return made;
  }
  caf::expected<std::string> read(const std::string& file) const override {
    const auto found = texts_.find(file);
    if (found == texts_.end())
      return make_error(errc::not_found, "/" + file + ": missing");
    return found->second;
  }

private:
  const std::map<std::string, std::string> texts_;
};

std::string ids_of(const caf::expected<std::vector<entry>>& loaded) {
  std::string out;
  if (!loaded)
    return std::string{kind_name(code_of(loaded.error()))} + " " + message_of(loaded.error());
  for (const entry& each : *loaded)
    out += (out.empty() ? "" : " ") + each.id.text();
  return out;
}

}  // namespace

TEST_CASE(
  "definition_file: data is every field that is not the entry's own, meta overrides per key") {
  fixture f;
  const auto entries =
    f.file("app.yaml",
           "version: '1.0'\nnamespace: app\nmeta: {a: 1, b: {x: 1}}\nentries:\n"
           "  - name: one\n    kind: k\n    meta: {b: {y: 2}, c: 3}\n    addr: ':80'\n"
           "    file.mode: 0600\n  - name: two\n    kind: k\n    data: [1]\n    lost: 1\n");
  REQUIRE_MESSAGE(f.findings.empty(), f.findings.text());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].id.text() == "app:one");
  CHECK(entries[0].meta == tree("{a: 1, b: {y: 2}, c: 3}"));
  CHECK(entries[0].data == tree("{addr: ':80', file.mode: 384}"));
  CHECK(entries[0].mark.text() == "app.yaml:5:5");
  CHECK(entries[1].data == tree("[1]"));
  CHECK(entries[1].meta == tree("{a: 1, b: {x: 1}}"));
}

TEST_CASE("definition_file: a file may hold a single entry") {
  fixture f;
  const auto entries = f.file("app.yaml",
                              "namespace: app\nname: one\nkind: k\nmeta: {m: 1}\nversion: '1'\n"
                              "requirements: [x]\nentries: []\naddr: x\n");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].data == tree("{addr: x}"));
  CHECK(entries[0].meta == tree("{m: 1}"));
}

TEST_CASE("definition_file: files without a namespace are not ours, an empty list is fine") {
  fixture f;
  CHECK(f.file("a.yaml", "services: {web: 1}\n").empty());
  CHECK(f.file("b.yaml", "namespace: '  '\nentries: [1]\n").empty());
  CHECK(f.file("c.yaml", "namespace: app\nentries: []\n").empty());
  CHECK(f.file("d.yaml", "- just\n- a list\n").empty());
  CHECK(f.file("e.yaml", "").empty());
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
}

TEST_CASE("definition_file: what is wrong is told with its place, all of it") {
  fixture f;
  CHECK(
    f.problems("namespace: app\n")
    == "app.yaml:1:1: error: either entries array or single entry (name/kind) must be provided");
  CHECK(f.problems("namespace: app\nentries:\n  - {name: a, kind: k}\n  - {kind: k}\n  - {name: ' ', kind: 5}\n  - 7\n")
        == "app.yaml:4:5: error: entry[1].name: name is required and must be a non-empty string\n"
           "app.yaml:5:12: error: entry[2].name: name is required and must be a non-empty string\n"
           "app.yaml:5:23: error: entry[2].kind: kind is required and must be a non-empty string\n"
           "app.yaml:6:5: error: entry[3]: expected a map, got a integer");
  CHECK(f.problems("namespace: app\nname: x\n")
        == "app.yaml:1:1: error: kind: kind is required and must be a non-empty string");
  CHECK(f.problems("namespace: app\nentries: {a: 1}\n")
        == "app.yaml:2:10: error: entries must be a list, got a map");
}

TEST_CASE(
  "definition_file: file:// texts come from the folder, or from the root, and know their file") {
  fixture f;
  f.folder.write("sub/code/main.lua", "return 1\n");
  f.folder.write("shared.lua", "return 2\n");
  const auto entries = f.file("sub/_index.yaml",
                              "namespace: app\nentries:\n  - name: a\n    kind: k\n"
                              "    meta: {doc: 'file://../shared.lua'}\n"
                              "    source: file://code/main.lua\n"
                              "    deep: {list: ['file:///shared.lua', 'see file://x']}\n"
                              "    'file://key': 1\n");
  REQUIRE_MESSAGE(f.findings.empty(), f.findings.text());
  const entry& one = entries.at(0);
  CHECK(string_field(one, "source") == "return 1\n");
  CHECK(find_field(one, "source")->mark().text() == "sub/code/main.lua:1:1");
  CHECK(string_field(one, "meta.doc") == "return 2\n");
  CHECK(*find_field(one, "deep.list") == document{document::list{"return 2\n", "see file://x"}});
  CHECK(one.data.find("file://key") != nullptr);
}

TEST_CASE("definition_file: file:// may not leave the root, be empty or name nothing") {
  fixture f;
  f.folder.write("worker.lua", "");
  CHECK(f.problems("namespace: app\nname: a\nkind: k\nx: file://\ny: file:///\nz: file://../out.lua\n"
                   "w: file://worker.lau\nv: file:///../up.lua\n")
        == "app.yaml:4:4: error: file://: empty path\n"
           "app.yaml:5:4: error: file:///: empty path\n"
           "app.yaml:6:4: error: file://../out.lua: leaves the source folder " + f.folder.path().native()
             + " (move the file below the source folder)\n"
               "app.yaml:7:4: error: file://worker.lau: no such file (did you mean file://worker.lua?)\n"
               "app.yaml:8:4: error: file:///../up.lua: leaves the source folder " + f.folder.path().native()
             + " (move the file below the source folder)");
}

TEST_CASE("definition_file: file:// may not leave the root by a link, nor follow one to nothing") {
  fixture f;
  test::temp_folder outside;
  outside.write("secret.txt", "x");
  std::filesystem::create_symlink(outside.path(), f.folder / "out");
  std::filesystem::create_symlink("nothing.lua", f.folder / "dangling.lua");
  f.folder.write("lib/inside.lua", "");
  std::filesystem::create_symlink("lib", f.folder / "in");
  CHECK(f.problems("namespace: app\nname: a\nkind: k\nx: file://out/secret.txt\ny: file://dangling.lua\nz: file://in/inside.lua\n")
        == "app.yaml:4:4: error: file://out/secret.txt: leaves the source folder " + f.folder.path().native()
             + " by a link (copy the file below the source folder)\n"
               "app.yaml:5:4: error: file://dangling.lua: a link to nothing.lua, which does not exist");
}

TEST_CASE("loader: walks in lexical order, hidden folders too, without node_modules") {
  fixture f;
  for (const char* name : {"b/_index.yaml", "a/x.yml", "a.json", ".hidden/h.yaml",
                           "node_modules/n.yaml", "c/skip/s.yaml", "UPPER.YAML", "notes.txt"})
    f.folder.write(
      name, "{\"namespace\": \"n\", \"name\": \"" + std::string{name} + "\", \"kind\": \"k\"}");
  const auto files = definition_files(f.folder.path(), {"skip"});
  std::string text;
  for (const auto& file : files)
    text += shown_path(file, f.folder.path()) + " ";
  CHECK(text == ".hidden/h.yaml a/x.yml a.json b/_index.yaml ");
}

TEST_CASE("loader: variables name folders to skip") {
  const environment env = [](const std::string& name) {
    return name == "SKIP_TEST_DIRS"        ? std::optional<std::string>{"one, two,,"}
           : name == "SKIP_TEMPORAL_TESTS" ? std::optional<std::string>{"1"}
           : name == "SKIP_SQS_TESTS"      ? std::optional<std::string>{""}
                                           : std::nullopt;
  };
  CHECK(skipped_folder_names(env)
        == std::vector<std::string>{"node_modules", "one", "two", "temporal", "_temporal"});
  CHECK(skipped_folder_names(no_variables) == std::vector<std::string>{"node_modules"});
}

TEST_CASE(
  "loader: leniently a bad file is dropped whole with warnings, strictly its findings are errors") {
  fixture f;
  f.folder.write("src/good.yaml", "namespace: app\nname: good\nkind: k\n");
  f.folder.write("src/bad.yaml",
                 "namespace: app\nentries:\n  - {name: fine, kind: k}\n  - {name: broken}\n");
  f.folder.write("src/worse.yaml", "namespace: [\n");
  const auto lenient = f.load(strictness::lenient);
  CHECK(f.ids(lenient) == "app:good");
  CHECK(lenient.files == 3);
  CHECK_FALSE(f.findings.has_errors());
  CHECK(f.findings.text().find(
          "src/bad.yaml:4:5: warning: process file: entry[1].kind: kind is required and must be a "
          "non-empty string (the whole file is left out)")
        == 0);
  f.findings = {};
  f.load();
  CHECK(f.findings.error_count() == 2);
}

TEST_CASE("loader: of duplicates the last one loaded wins, with one warning") {
  fixture f;
  f.folder.write("src/a.yaml",
                 "namespace: app\nentries:\n  - {name: x, kind: one}\n  - {name: y, kind: one}\n");
  f.folder.write("src/b.yaml",
                 "namespace: app\nentries:\n  - {name: y, kind: two}\n  - {name: x, kind: two}\n");
  const auto loaded = f.load();
  REQUIRE(f.ids(loaded) == "app:x app:y");
  CHECK(loaded.entries[0].kind == "two");
  CHECK(f.findings.text()
        == "warning: duplicate entries detected (will use last definition): app:x (src/a.yaml:3:5, again "
           "src/b.yaml:4:5); app:y (src/a.yaml:4:5, again src/b.yaml:3:5)");
}

TEST_CASE("bundle: words and paths") {
  for (const char* path : {".", "..", "a/b", "./x", "app.yaml", "x.yml", "/abs"})
    CHECK(names_a_path(path));
  for (const char* word : {"test", "x.wapp", "app.json", "migrate"})
    CHECK_FALSE(names_a_path(word));
}

TEST_CASE("bundle: a folder without a lock is its src, or itself; a file is a bundle too") {
  fixture f;
  f.folder.write("one.yaml", "namespace: app\nname: top\nkind: k\nsource: file://x.lua\n");
  f.folder.write("x.lua", "return 1");
  CHECK(f.ids(f.load()) == "app:top");
  const bundle single = open_bundle(f.folder / "one.yaml", f.config, f.findings);
  CHECK(single.strict);
  CHECK(single.folder == f.folder.path());
  CHECK(f.ids(f.load(single)) == "app:top");
  f.folder.write("src/two.yaml", "namespace: app\nname: inner\nkind: k\n");
  CHECK(f.ids(f.load()) == "app:inner");
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
  open_bundle(f.folder / "none", f.config, f.findings);
  CHECK(f.findings.text() == f.folder.path().native() + "/none: error: no such bundle");
}

TEST_CASE("bundle: without a lock and with definition files the first form says what to try") {
  fixture f;
  CHECK(find_bundle(f.folder.path(), f.config, f.findings).roots.empty());
  CHECK(f.findings.empty());
  f.folder.write("src/deep/two.yaml", "namespace: app\nname: inner\nkind: k\n");
  find_bundle(f.folder.path(), f.config, f.findings);
  CHECK(f.findings.text() == "error: no wippy.lock here, but definition files (try: troupe run .)");
  open_lock(f.folder / "wippy.lock", f.config, f.findings);
  CHECK(f.findings.text().find("lock file not found") != std::string::npos);
}

TEST_CASE("bundle: a lock names the app, replacements and modules, in that order") {
  fixture f;
  f.folder.write(
    "wippy.lock",
    "directories: {src: ./app, modules: .wippy}\n"
    "modules:\n  - {name: acme/one, version: 1.2.0}\n  - {name: acme/two, version: 0.1}\n"
    "  - {name: acme/three, version: 3.0.0}\n"
    "replacements:\n  - {from: acme/two, to: ../two}\n");
  const auto definition = [](const char* ns) {
    return "namespace: " + std::string{ns} + "\nname: x\nkind: k\n";
  };
  f.folder.write("app/a.yaml", definition("app"));
  f.folder.write(".wippy/vendor/acme/one/_index.yaml", definition("acme.one"));
  f.folder.write(".wippy/vendor/acme/one/wippy.yaml",
                 "exclude: ['acme.one:y']\nexclude_meta: {type: [test]}\n");
  f.folder.write(
    ".wippy/vendor/acme/one/more.yaml",
    "namespace: acme.one\nentries: [{name: y, kind: k}, {name: z, kind: k, meta: {type: test}}]\n");
  f.folder.write(".wippy/vendor/acme/three-3.0.0/_index.yaml", definition("acme.three"));
  f.folder.write("../" + f.folder.path().filename().native() + "-two/src/_index.yaml",
                 definition("acme.two"));
  const std::filesystem::path two = f.folder.path().native() + "-two";
  f.folder.write("wippy.lock", *read_text_file(f.folder / "wippy.lock").operator->());
  host_flags flags;
  flags.settings = {"workspace.replacements.acme/two=" + two.native()};
  const host_config config = host_config::load(flags, f.folder.path(), no_variables, f.findings);
  const bundle app = find_bundle(f.folder.path(), config, f.findings);
  CHECK_MESSAGE(f.findings.empty(), f.findings.text());
  REQUIRE(app.roots.size() == 4);
  CHECK(app.roots[1].path == two / "src");
  const auto loaded = f.load(app);
  CHECK(f.ids(loaded) == "acme.one:x acme.three:x acme.two:x app:x");
  CHECK(loaded.entries[0].meta == tree("{module: acme/one, module_version: 1.2.0}"));
  CHECK(loaded.entries[1].module == "acme/three");
  CHECK(loaded.entries[2].meta == tree("{module: acme/two}"));
  CHECK(loaded.entries[3].meta == tree("{}"));
  std::filesystem::remove_all(two);
}

TEST_CASE("bundle: what a lock names and nobody has is told") {
  fixture f;
  f.folder.write(
    "wippy.lock",
    "directories: {src: ./src, modules: vendor}\nmodules:\n  - {name: a/b, version: 1.0.0}\n"
    "  - {name: a/c, version: 2.0.0}\nreplacements:\n  - {from: x/y, to: nowhere}\n");
  f.folder.write("vendor/a/c-2.0.0.wapp", "");
  find_bundle(f.folder.path(), f.config, f.findings);
  const std::string text = f.findings.text();
  CHECK(text.find("warning: no source folder ./src") != std::string::npos);
  CHECK(text.find("wippy.lock:6:5: error: replacement of x/y: no such folder")
        != std::string::npos);
  CHECK(text.find("wippy.lock:3:5: error: module a/b 1.0.0 is not installed") != std::string::npos);
  CHECK(text.find("a/c") == std::string::npos);  // a pack, which is read later
}

TEST_CASE("lock_file: the required parts are required") {
  fixture f;
  f.folder.write("wippy.lock", "directories: {src: ''}\nmodules: [{name: x}]\n");
  CHECK_FALSE(read_lock_file(f.folder / "wippy.lock", f.findings));
  CHECK(f.findings.error_count() == 3);
  diagnostics none;
  CHECK_FALSE(read_lock_file(f.folder / "absent.lock", none));
  CHECK(none.empty());
}

TEST_CASE("lock_file: init writes a lock, and changes only the directories of one that exists") {
  fixture f;
  const auto path = f.folder / "wippy.lock";
  REQUIRE_FALSE(init_lock_file(path, "./src", ".wippy"));
  CHECK(*read_text_file(path) == "directories:\n  modules: .wippy\n  src: ./src\n");
  f.folder.write(
    "wippy.lock",
    "directories: {src: ./old, modules: m}\nmodules:\n  - {name: a/b, version: 1.10, hash: 'x'}\n");
  REQUIRE_FALSE(init_lock_file(path, "./new", "vendor"));
  const auto lock = read_lock_file(path, f.findings);
  REQUIRE_MESSAGE(lock, f.findings.text());
  CHECK(lock->source_folder == "./new");
  CHECK(lock->vendor_path() == f.folder / "vendor");
  CHECK(lock->modules.at(0).name == "a/b");
}

TEST_CASE("loader: a file system's folder is loaded in lexical order, without what is skipped or no definition") {
  const text_files files{{{"defs/b.yaml", "namespace: b\nentries: [{name: one, kind: k, source: 'file://lua/x.lua'}]"},
                          {"defs/a/deep.json", R"({"namespace": "a", "name": "single", "kind": "k", "text": "file:///top.txt"})"},
                          {"defs/lua/x.lua", "return 1"},
                          {"defs/node_modules/n.yaml", "namespace: n\nentries: [{name: one, kind: k}]"},
                          {"defs/tests/t.yaml", "namespace: t\nentries: [{name: one, kind: k}]"},
                          {"defs/other.yaml", "key: value"},
                          {"elsewhere.yaml", "namespace: e\nentries: [{name: one, kind: k}]"},
                          {"top.txt", "from the root"}}};
  diagnostics findings;
  const auto loaded = load_folder(files, "defs", {"tests"}, findings);
  CHECK(ids_of(loaded) == "a:single b:one");
  CHECK(findings.empty());
  REQUIRE(loaded);
  CHECK(*loaded->at(0).data.find("text")->as_string() == "from the root");
  CHECK(*loaded->at(1).data.find("source")->as_string() == "return 1");
  CHECK(ids_of(load_folder(files, "", {"tests"}, findings)) == "a:single b:one e:one");
  CHECK(ids_of(load_folder(files, "none", {}, findings)) == "NotFound /none: missing");
}

TEST_CASE("loader: in a file system's folder a bad file is left out, alone it is an error") {
  const text_files files{{{"good.yaml", "namespace: g\nentries: [{name: one, kind: k}]"},
                          {"bad.yaml", "namespace: b\nentries: [{name: one}]"},
                          {"defs/out.yaml", "namespace: o\nentries: [{name: one, kind: k, source: 'file://../../good.yaml'}]"},
                          {"defs/up.yaml", "namespace: u\nentries: [{name: one, kind: k, source: 'file://../good.yaml'}]"},
                          {"defs/lost.yaml", "namespace: l\nentries: [{name: one, kind: k, source: 'file://none.lua'}]"},
                          {"plain.txt", "text"},
                          {"none.yml", "a: b"}}};
  diagnostics findings;
  CHECK(ids_of(load_folder(files, "", {}, findings)) == "u:one g:one");
  CHECK(findings.size() == 3);
  CHECK_FALSE(findings.has_errors());
  CHECK(findings.text().find("file://../../good.yaml: leaves the file system") != std::string::npos);
  findings = {};
  CHECK(ids_of(load_file(files, "good.yaml", findings)) == "g:one");
  CHECK(ids_of(load_file(files, "none.yml", findings)) == "");
  CHECK(findings.empty());
  CHECK(ids_of(load_file(files, "bad.yaml", findings)).starts_with("Invalid /bad.yaml:2:"));
  findings = {};
  CHECK(ids_of(load_file(files, "defs/lost.yaml", findings)).find("/defs/none.lua: missing") != std::string::npos);
  findings = {};
  CHECK(ids_of(load_file(files, "plain.txt", findings)).starts_with("Invalid /plain.txt: no definition file"));
  CHECK(ids_of(load_file(files, "missing.yaml", findings)) == "NotFound /missing.yaml: missing");
}

}  // namespace troupe::registry
