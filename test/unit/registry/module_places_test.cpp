#include "registry/module_places.hpp"

#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

namespace troupe::registry {

namespace {

constexpr const char* definitions = "namespace: acme.mail\nentries: []\n";

struct fixture {
  test::temp_folder folder;
  diagnostics findings;

  // Where the module was found, as seen from the folder, with its version; else what is wrong.
  std::string find(std::string_view constraint, const std::string& module = "acme/mail", std::string_view more = "*") {
    findings = {};
    const auto found = find_module(folder / "wippy.lock", host_config{}, module,
                                   {{entry_id::parse("app:a"), {}, std::string{constraint}}, {entry_id::parse("app:b"), {}, std::string{more}}}, findings);
    if (!found)
      return findings.empty() ? "no trace" : without_folder(findings.text());
    return found->path.lexically_relative(folder.path()).native() + " " + found->version + (found->is_pack ? " pack" : "");
  }

  std::string without_folder(std::string text) const {
    for (size_t at = text.find(folder.path().native()); at != std::string::npos; at = text.find(folder.path().native()))
      text.erase(at, folder.path().native().size() + 1);
    return text;
  }
};

}  // namespace

TEST_CASE("module_places: without a pin the highest version that serves everybody") {
  fixture f;
  CHECK(f.find("*") == "no trace");
  f.folder.write(".wippy/vendor/acme/mail-1.2.0/_index.yaml", definitions);
  f.folder.write(".wippy/vendor/acme/mail-1.10.0.wapp", "{}");
  f.folder.write(".wippy/vendor/acme/mail-2.0.0/_index.yaml", definitions);
  f.folder.write(".wippy/vendor/acme/mail-archive/_index.yaml", definitions);
  CHECK(f.find("*") == ".wippy/vendor/acme/mail-2.0.0 2.0.0");
  CHECK(f.find("^1.0.0") == ".wippy/vendor/acme/mail-1.10.0.wapp 1.10.0 pack");
  CHECK(f.find("^1.0.0", "acme/mail", "<1.10") == ".wippy/vendor/acme/mail-1.2.0 1.2.0");
  CHECK(f.find("^3.0.0")
        == "error: no version of module acme/mail in .wippy/vendor serves ^3.0.0 (app:a), * (app:b); there is 2.0.0, 1.10.0, 1.2.0 "
           "(put another version there, or let the dependencies agree)");
  CHECK(f.find("nine")
        == "error: entry app:a: field \"version\": \"nine\" is no version constraint (write it like \"^1.2\", \">=1.2 <2\", \"1.2.3\" or \"*\")");
  CHECK(f.find("*", "acme/mai") == "no trace");
}

TEST_CASE("module_places: a folder says its version in its own file; one that says none serves who takes any") {
  fixture f;
  f.folder.write(".wippy/vendor/acme/mail/_index.yaml", definitions);
  CHECK(f.find("*") == ".wippy/vendor/acme/mail ");
  CHECK(f.find("^1")
        == "error: no version of module acme/mail in .wippy/vendor serves ^1 (app:a), * (app:b); there is one that says no version "
           "(put another version there, or let the dependencies agree)");
  f.folder.write(".wippy/vendor/acme/mail/wippy.yaml", "version: 1.4.0\n");
  CHECK(f.find("^1") == ".wippy/vendor/acme/mail 1.4.0");
}

TEST_CASE("module_places: the lock's pin counts, and its replacement before that") {
  fixture f;
  f.folder.write("wippy.lock", "directories: {src: src, modules: mods}\nmodules: [{name: acme/mail, version: 1.0.0}]\n");
  CHECK(f.find("*") == "no trace");
  f.folder.write("mods/vendor/acme/mail-1.0.0/_index.yaml", definitions);
  f.folder.write("mods/vendor/acme/mail-1.5.0/_index.yaml", definitions);
  CHECK(f.find("^1.0.0") == "mods/vendor/acme/mail-1.0.0 1.0.0");
  CHECK(f.find("^1.5.0")
        == "error: entry app:a: wants acme/mail ^1.5.0, but there is 1.0.0 (let its version allow that, or put another version into the "
           "folder of modules)");
  f.folder.write("wippy.lock", "directories: {src: src, modules: mods}\nreplacements: [{from: acme/mail, to: here}]\n");
  CHECK(f.find("^9") == "wippy.lock:2:16: error: replacement of acme/mail: no such folder here");
  f.folder.write("here/src/_index.yaml", definitions);
  CHECK(f.find("^9") == "here/src ");
}

TEST_CASE("module_places: names that would lead out of the folder are none") {
  CHECK(is_module_name("acme/mail-2"));
  for (const char* each : {"", "acme", "/mail", "acme/", "../mail", "acme/..", "a/b/c", "acme/.x", "acme/a b"})
    CHECK_MESSAGE(!is_module_name(each), each);
}

}  // namespace troupe::registry
