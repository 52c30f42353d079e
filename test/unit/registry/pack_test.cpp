#include "registry/pack.hpp"

#include "config/files.hpp"
#include "make_entry.hpp"
#include "registry/bundle.hpp"
#include "registry/loader.hpp"
#include "test/support/temp_folder.hpp"

namespace troupe::registry {

namespace {

pack small() {
  pack made;
  made.meta = document{document::map{{"title", document{"Shop"}}}};
  made.entries.push_back(make_entry("app:a.b:c", "registry.entry", "{n: 1, x: 1.0, t: 'line\\n\"ä\"', l: [null, true, {}], z: .inf}"));
  made.entries.push_back(make_entry("app:f", "function.lua", "{source: 'return 1'}"));
  made.entries.back().module = "acme/one";
  made.entries.back().mark = {std::make_shared<const std::string>("src/f.yaml"), 7, 3};
  return made;
}

std::string problem(const std::filesystem::path& path) {
  const auto read = read_pack(path);
  REQUIRE_FALSE(read);
  return message_of(read.error()).substr(path.native().size());
}

}  // namespace

TEST_CASE("pack: what was written is read, with its places") {
  test::temp_folder folder;
  const pack made = small();
  REQUIRE_FALSE(write_pack(folder / "x.wapp", made));
  const auto read = read_pack(folder / "x.wapp");
  REQUIRE_MESSAGE(read, message_of(read.error()));
  CHECK(read->meta == made.meta);
  REQUIRE(read->entries.size() == 2);
  CHECK(read->entries[1] == made.entries[1]);
  CHECK(read->entries[1].module == "acme/one");
  CHECK(read->entries[1].mark.text() == "src/f.yaml:7:3");
  CHECK(read->entries[0].id.text() == "app:a.b:c");
  CHECK(read->entries[0].data.find("n")->is_integer());
  CHECK(read->entries[0].data.find("x")->is_double());
  CHECK(*read->entries[0].data.find("t") == *made.entries[0].data.find("t"));
  CHECK(read->entries[0].data.find("z")->is_null());  // JSON has no infinity
}

TEST_CASE("pack: what is no pack, or half of one, says so") {
  test::temp_folder folder;
  const auto path = folder / "x.wapp";
  CHECK(problem(path).find("No such file") != std::string::npos);
  folder.write("x.wapp", "PK\x03\x04");
  CHECK(problem(path).starts_with(": not a pack of troupe's"));
  REQUIRE_FALSE(write_pack(path, small()));
  const std::string whole = *read_text_file(path);
  for (size_t keep = 0; keep < whole.size(); ++keep) {
    folder.write("x.wapp", whole.substr(0, keep));
    CHECK_FALSE(read_pack(path));
  }
  folder.write("x.wapp", "{\"troupe_pack\":2}\n");
  CHECK(problem(path) == ": a pack of format 2; this build reads format 1");
  folder.write("x.wapp", "{\"troupe_pack\":1,\"entries\":1,\"bytes\":11}\n{\"id\":\"a\"}\n");
  CHECK(problem(path) == ": line 2: no entry: `id` or `kind` is missing");
}

TEST_CASE("pack: bytes that JSON cannot hold are refused, the character that would stand for them is not") {
  test::temp_folder folder;
  pack made;
  made.entries.push_back(make_entry("app:a", "k"));
  made.entries.back().data.set("source", document{std::string{"return '\xff'"}});
  CHECK(message_of(write_pack(folder / "x.wapp", made)) == "entry app:a holds bytes that are no UTF-8, which a pack cannot hold");
  made.entries.back().data.set("source", document{std::string{"return '\xef\xbf\xbd'"}});
  CHECK_FALSE(write_pack(folder / "x.wapp", made));
}

TEST_CASE("pack: a bundle of its own, and a vendored module") {
  test::temp_folder folder;
  REQUIRE_FALSE(write_pack(folder / "x.wapp", small()));
  diagnostics findings;
  const bundle app = open_bundle(folder / "x.wapp", host_config{}, findings);
  load_options options;
  options.mode = strictness::strict;
  CHECK(load_bundle(app, options, findings).entries.size() == 2);
  CHECK(app.folder == folder.path());
  folder.write("wippy.lock", "directories: {src: ./src, modules: vendor}\nmodules: [{name: a/c, version: 2.0.0}]\n");
  folder.write("src/none.txt", "");
  folder.write("vendor/a/c-2.0.0.wapp", "");
  REQUIRE_FALSE(write_pack(folder / "vendor/a/c-2.0.0.wapp", small()));
  const auto loaded = load_bundle(find_bundle(folder.path(), host_config{}, findings), options, findings);
  CHECK(findings.text() == "");
  REQUIRE(loaded.entries.size() == 2);
  CHECK(loaded.entries[0].module == "a/c");
  CHECK(*loaded.entries[0].meta.find("module_version")->as_string() == "2.0.0");
}

}  // namespace troupe::registry
