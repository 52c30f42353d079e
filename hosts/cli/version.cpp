// `troupe version`: what this program is and what it can do.
#include "hosts/cli/cli.hpp"
#include "registry/kinds.hpp"
#include "hosts/feature_list.hpp"
#include "troupe_version.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct version_words {
  bool brief = false;
  bool features = false;
  bool json = false;
};

int execute(const version_words& words) {
  if (words.brief) {
    std::puts(std::string{version}.c_str());
    return 0;
  }
  const feature_list features = list_features();
  if (words.json) {
    std::puts(to_json_text(features, std::string{version}).c_str());
    return 0;
  }
  std::printf("troupe %s\n%s\n", std::string{version}.c_str(), features.engine.c_str());
  if (!words.features)
    return 0;
  const auto print = [](const char* title, const std::vector<feature>& list) {
    std::printf("\n%s\n", title);
    for (const feature& each : list)
      std::printf("  %-24s %s\n", each.name.c_str(), each.state.c_str());
  };
  print("Entry kinds", features.kinds);
  print("Lua modules", features.modules);
  return 0;
}

}  // namespace

void add_version(CLI::App& root, action& chosen) {
  CLI::App* command = root.add_subcommand("version", "Show the version");
  auto words = std::make_shared<version_words>();
  command->add_flag("--short", words->brief, "Only the version number");
  command->add_flag("--features", words->features, "Entry kinds and Lua modules with their state");
  command->add_flag("--json", words->json, "As JSON");
  command->footer("Examples:\n  troupe version --short\n  troupe version --features --json");
  command->callback([words, &chosen] { chosen = [words] { return execute(*words); }; });
}

}  // namespace troupe::hosts::cli
