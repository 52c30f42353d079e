#include "hosts/run_time_modules.hpp"

#include "config/environment.hpp"
#include "hosts/bundled.hpp"
#include "registry/loader.hpp"
#include "registry/pipeline.hpp"

#include <fmt/format.h>

namespace troupe::hosts {

namespace {

registry::load_options load_options_here() {
  registry::load_options made;
  made.mode = registry::strictness::strict;  // half a module is no module
  std::error_code ignored;
  made.shown_from = std::filesystem::current_path(ignored);
  made.skipped_folders = registry::skipped_folder_names(process_environment());
  return made;
}

std::string text_of(const std::vector<registry::wanted_version>& wanted) {
  return wanted.empty() || wanted.front().constraint.empty() ? std::string{} : " " + wanted.front().constraint;
}

}  // namespace

run_time_modules::run_time_modules(const loaded_bundle& loaded)
  : config_(loaded.config), roots_(loaded.source.roots), lock_(loaded.source.lock ? loaded.source.lock->path : loaded.source.folder / "wippy.lock") {}

std::optional<std::vector<registry::entry>> run_time_modules::load(const std::string& module, const std::vector<registry::wanted_version>& wanted,
                                                                   diagnostics& findings) {
  const size_t errors_before = findings.error_count();
  std::vector<registry::entry> made;
  if (const auto root = registry::find_module(lock_, config_, module, wanted, findings)) {
    size_t files = 0;
    made = registry::load_root_entries(*root, load_options_here(), findings, files);
    if (made.empty() && findings.error_count() == errors_before)
      findings.error({std::make_shared<const std::string>(root->path.native()), 0, 0}, fmt::format("module {} defines no entries", module));
  } else if (findings.error_count() == errors_before) {
    auto bundled = bundled_module(module, findings);
    if (!bundled)
      findings.error(wanted.empty() ? source_mark{} : wanted.front().mark, wanted.empty() ? entry_id{} : wanted.front().by,
                     fmt::format("module {}{} is not there, and there is no hub to fetch it from", module, text_of(wanted)),
                     "put its folder or its pack below the folder of modules, or add a replacement");
    else if (registry::serves(module, bundled_modules_version, wanted, findings))
      made = std::move(*bundled);
  }
  if (findings.error_count() != errors_before)
    return std::nullopt;
  registry::apply_known_overrides(made, config_.overrides(), findings);
  registry::disable_entries(made, config_.disable(), findings);
  return made;
}

std::optional<std::filesystem::path> run_time_modules::folder_of(const std::string& module) const {
  for (const registry::load_root& each : roots_)
    if (each.module == module)
      return each.is_pack ? std::nullopt : std::optional{each.single_file ? each.path.parent_path() : each.path};
  diagnostics ignored;  // whoever loads it tells them
  const auto root = registry::is_module_name(module) ? registry::find_module(lock_, config_, module, {}, ignored) : std::nullopt;
  return root && !root->is_pack ? std::optional{root->path} : std::nullopt;
}

void run_time_modules::override_linked(std::vector<registry::entry>& entries, diagnostics& findings) {
  registry::apply_known_overrides(entries, config_.overrides(), findings);
}

}  // namespace troupe::hosts
