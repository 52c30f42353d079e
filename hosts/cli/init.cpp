// `troupe init`: writes wippy.lock (cli.md, "init, registry, version").
#include "hosts/cli/cli.hpp"
#include "registry/lock_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct init_words {
  std::string source = "./src";
  std::string modules = ".wippy";
  std::string lock = "wippy.lock";
};

int execute(const init_words& words) {
  if (const caf::error problem = registry::init_lock_file(words.lock, words.source, words.modules))
    return fail(message_of(problem));
  std::printf("%s written: sources in %s, modules in %s\nNext: troupe run\n", words.lock.c_str(), words.source.c_str(),
              words.modules.c_str());
  return 0;
}

}  // namespace

void add_init(CLI::App& root, action& chosen) {
  CLI::App* command = root.add_subcommand("init", "Write wippy.lock, which makes this folder an app");
  auto words = std::make_shared<init_words>();
  command->add_option("-d,--dir,--src-dir", words->source, "Source folder")->type_name("DIR")->capture_default_str();
  command->add_option("--modules-dir", words->modules, "Folder for modules")->type_name("DIR")->capture_default_str();
  command->add_option("-l,--lock,--lock-file", words->lock, "Lock file")->type_name("FILE")->capture_default_str();
  command->footer("Example:\n  troupe init -d ./src && troupe run");
  command->callback([words, &chosen] { chosen = [words] { return execute(*words); }; });
}

}  // namespace troupe::hosts::cli
