// `troupe registry list|show`: looks at a bundle's entries offline, starts nothing (cli.md, "init, registry, version").
#include "config/document_text.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/offline_entries.hpp"
#include "registry/query.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <optional>

namespace troupe::hosts::cli {

namespace {

struct registry_words {
  registry::entry_query query;
  std::string id;
  std::string field;
  std::string lock;
  std::string path;
  bool json = false;
  bool yaml = false;
  bool raw = false;
};

std::string cut(const std::string& text, size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

document described(const registry::entry& each, bool with_data) {
  document made{document::map{{"id", document{each.id.text()}}, {"kind", document{each.kind}}, {"meta", each.meta}}};
  if (with_data)
    made.set("data", each.data);
  return made;
}

int list(const registry_words& words, const host_flags& flags) {
  const auto entries = offline_entries(words.path, words.lock, flags, "--path . for the definition files here");
  if (!entries)
    return fail(message_of(entries.error()));
  const auto found = registry::select_entries(*entries, words.query);
  if (!found)
    return fail(message_of(found.error()));
  if (words.json || words.yaml) {
    document::list all;
    for (const registry::entry_ptr& each : *found)
      all.push_back(described(*each, false));
    const document tree{std::move(all)};
    std::fputs(words.json ? (to_json(tree, json_layout::lines) + "\n").c_str() : to_yaml(tree).c_str(), stdout);
    return 0;
  }
  std::printf("%-50s %s\n", "ID", "KIND");
  for (const registry::entry_ptr& each : *found)
    std::printf("%-50s %s\n", cut(each->id.text(), 50).c_str(), cut(each->kind, 30).c_str());
  std::printf("Total: %zu entries\n", found->size());
  return 0;
}

int print_node(const document& node, const registry_words& words) {
  if (words.json)
    std::printf("%s\n", to_json(node, json_layout::lines).c_str());
  else if (node.is_map() || node.is_list())
    std::fputs(to_yaml(node).c_str(), stdout);
  else
    std::printf(words.raw ? "%s" : "%s\n", node.scalar_text().c_str());
  return 0;
}

int show(const registry_words& words, const host_flags& flags) {
  const auto entries = offline_entries(words.path, words.lock, flags, "--path . for the definition files here");
  if (!entries)
    return fail(message_of(entries.error()));
  const auto found = registry::lookup_entry(*entries, words.id);
  if (!found)
    return fail(message_of(found.error()));
  if (words.field.empty())
    return print_node(described(**found, true), words);
  if (words.field == "kind")
    return print_node(document{(*found)->kind}, words);
  const document* node = registry::find_field(**found, words.field);
  if (node == nullptr)
    return fail((*found)->id.text() + ": no field \"" + words.field + "\"");
  return print_node(*node, words);
}

void add_source(CLI::App& command, registry_words& words) {
  command.add_option("-l,--lock,--lock-file", words.lock, "Lock file of the app, wippy.lock if not given")->type_name("FILE");
  command.add_option("--path", words.path, "Bundle folder or definition file instead of a lock")->type_name("PATH");
}

}  // namespace

void add_registry(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* group = root.add_subcommand("registry", "Look at a bundle's entries without starting it");
  group->require_subcommand(1);
  auto words = std::make_shared<registry_words>();
  CLI::App* list_command = group->add_subcommand("list", "List entries, sorted by id");
  list_command->add_option("-k,--kind", words->query.kind, "Only kinds that match, e.g. 'process.*'")->type_name("GLOB");
  list_command->add_option("-n,--ns", words->query.name_space, "Only namespaces that match")->type_name("GLOB");
  list_command->add_option("--name", words->query.name, "Only names that match")->type_name("GLOB");
  list_command->add_option("--meta", words->query.meta, "f=v, f~regex, f*part, f^beginning or f$end; repeatable")
    ->type_name("COND")
    ->allow_extra_args(false);
  list_command->add_flag("--json", words->json, "As JSON");
  list_command->add_flag("--yaml", words->yaml, "As YAML");
  add_source(*list_command, *words);
  list_command->footer("Example:\n  troupe registry list -k 'process.*' --meta 'type=worker' --json");
  list_command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return list(*words, flags); }; });
  CLI::App* show_command = group->add_subcommand("show", "Show one entry");
  show_command->add_option("id", words->id, "ns:name, or a name that only one entry has")->required();
  show_command->add_option("-f,--field", words->field, "Only this field, e.g. data.host.workers")->type_name("FIELD");
  show_command->add_flag("--json", words->json, "As JSON");
  show_command->add_flag("--yaml", words->yaml, "As YAML (the default)");
  show_command->add_flag("--raw", words->raw, "A field's text without a newline");
  add_source(*show_command, *words);
  show_command->footer("Example:\n  troupe registry show app:worker -f data.source --raw");
  show_command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return show(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
