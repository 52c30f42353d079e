// `troupe pack OUT.wapp`: the entries of an app in one file (cli.md, "Packs and modules"; docs/packs.md).
#include "hosts/cli/cli.hpp"
#include "hosts/cli/offline_entries.hpp"
#include "registry/bundle.hpp"
#include "registry/pack.hpp"
#include "registry/pattern.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace troupe::hosts::cli {

namespace {

struct pack_words {
  std::string out;
  std::string path;
  std::string lock;
  std::string description;
  std::string title;
  std::vector<std::string> meta;
  std::vector<std::string> exclude;
  std::vector<std::string> exclude_namespaces;
  std::vector<std::string> embed;
  std::vector<std::string> bytecode;
  bool embed_all = false;
  bool list = false;
};

caf::expected<document> meta_of(const pack_words& words) {
  document made{document::map{}};
  if (!words.title.empty())
    made.set("title", document{words.title});
  if (!words.description.empty())
    made.set("description", document{words.description});
  for (const std::string& each : words.meta) {
    const size_t equals = each.find('=');
    if (equals == std::string::npos || equals == 0)
      return make_error(errc::invalid, fmt::format("--meta {}: expected name=value", each));
    const std::string name = each.substr(0, equals);
    if (name.starts_with("wippy.") || name.starts_with("system."))
      return make_error(errc::invalid, fmt::format("--meta {}: names that begin with `wippy.` or `system.` are reserved", name));
    made.set(name, document{each.substr(equals + 1)});
  }
  return made;
}

// `ns:name`, both of them patterns.
bool excluded(const pack_words& words, const registry::entry& item) {
  const auto matches = [&](const std::string& pattern) {
    const entry_id parts = entry_id::parse(pattern);
    return registry::pattern_matches(parts.ns, item.id.ns) && registry::pattern_matches(parts.name, item.id.name);
  };
  return std::any_of(words.exclude.begin(), words.exclude.end(), matches)
         || std::any_of(words.exclude_namespaces.begin(), words.exclude_namespaces.end(),
                        [&](const std::string& pattern) { return registry::pattern_matches(pattern, item.id.ns); });
}

bool comes_with_the_program(const registry::entry& item) {
  return std::find(std::begin(registry::bundled_modules), std::end(registry::bundled_modules), item.module) != std::end(registry::bundled_modules);
}

int execute(const pack_words& words, const host_flags& flags) {
  if (!words.embed.empty() || words.embed_all)
    return fail("--embed is not available in this build: kind fs.embed is missing; pack the entries alone and ship the files beside the pack");
  if (!words.bytecode.empty())
    return fail("--bytecode is not available in this build: packs hold sources; what a start has compiled is kept for the next (.troupe/cache)");
  const auto bundle = offline_bundle(words.path, words.lock, flags, "--path . for the definition files here");
  if (!bundle)
    return fail(message_of(bundle.error()));
  const registry::snapshot entries = registry::snapshot_of(bundle->entries);
  if (words.list) {
    for (const registry::entry_ptr& each : entries.of_kind("fs.directory"))
      std::printf("%s\n", each->id.text().c_str());
    return 0;
  }
  if (!words.out.ends_with(registry::pack_extension))
    return fail(fmt::format("{}: the name of a pack ends in {}", words.out.empty() ? "which file? troupe pack OUT.wapp" : words.out, registry::pack_extension));
  auto meta = meta_of(words);
  if (!meta)
    return fail(message_of(meta.error()));
  registry::pack made{std::move(*meta), {}};
  entries.each([&](const registry::entry_ptr& each) {
    if (!excluded(words, *each) && !comes_with_the_program(*each))
      made.entries.push_back(*each);
  });
  if (const caf::error problem = registry::write_pack(words.out, made))
    return fail(message_of(problem));
  std::printf("%s: %zu entr%s\nRun with: troupe run ./%s\n", words.out.c_str(), made.entries.size(), made.entries.size() == 1 ? "y" : "ies",
              std::filesystem::path{words.out}.filename().c_str());
  return 0;
}

}  // namespace

void add_pack(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("pack", "Put the entries of an app, with their sources, into one file that `troupe run` takes");
  auto words = std::make_shared<pack_words>();
  command->add_option("out", words->out, "The file, NAME.wapp");
  command->add_option("--path", words->path, "A bundle folder instead of the wippy.lock here")->type_name("PATH");
  command->add_option("-l,--lock,--lock-file", words->lock, "Lock file, ./wippy.lock if not given")->type_name("FILE");
  command->add_option("-d,--description", words->description, "What it is, for its readers")->type_name("TEXT");
  command->add_option("-t,--title", words->title, "Its title")->type_name("TEXT");
  command->add_option("--meta", words->meta, "Further data about it; repeatable")->type_name("NAME=VALUE")->allow_extra_args(false);
  command->add_option("--exclude", words->exclude, "Leave out entries, patterns of namespace and name; repeatable")->type_name("NS:NAME")->allow_extra_args(false);
  command->add_option("--exclude-ns", words->exclude_namespaces, "Leave out namespaces; repeatable")->type_name("PATTERN")->allow_extra_args(false);
  command->add_option("--embed", words->embed, "Files of an fs.directory (not in this build)")->type_name("ID")->allow_extra_args(false);
  command->add_flag("--embed-all", words->embed_all, "Files of all of them (not in this build)");
  command->add_option("--bytecode", words->bytecode, "Bytecode instead of sources (not in this build)")->type_name("PATTERN")->allow_extra_args(false);
  command->add_flag("--list", words->list, "Only show the entries of kind fs.directory");
  command->add_option("--profile", flags.profiles, "Apply a profile of the configuration; repeatable")->type_name("NAME")->allow_extra_args(false);
  command->footer("What overrides, `disable` and linking make of the entries is what the pack holds.\n"
                  "Examples:\n"
                  "  troupe pack shop.wapp\n"
                  "  troupe pack shop.wapp --path ./shop -t Shop --exclude-ns 'shop.test.**'\n"
                  "  troupe run shop.wapp");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return execute(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
