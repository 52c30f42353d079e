#include "registry/bundle.hpp"

#include "config/files.hpp"
#include "config/yaml.hpp"
#include "registry/loader.hpp"
#include "registry/module_places.hpp"
#include "registry/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace troupe::registry {

namespace fs = std::filesystem;

namespace {

bool is_definition(const std::filesystem::path& path) {
  const auto extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

source_mark place_of(const fs::path& path) {
  return {std::make_shared<const std::string>(path.native())};
}

void add_replacements(bundle& out, const std::vector<replacement>& replacements,
                      diagnostics& findings) {
  for (const replacement& each : replacements)
    if (auto root = root_of(each, findings))
      out.roots.push_back(std::move(*root));
}

void add_module(bundle& out, const locked_module& module, const fs::path& vendor,
                diagnostics& findings) {
  if (auto root = vendored_root(vendor, module.name, module.version)) {
    out.roots.push_back(std::move(*root));
  } else if (std::find(std::begin(bundled_modules), std::end(bundled_modules), module.name)
             == std::end(bundled_modules)) {
    findings.error(
      module.mark,
      fmt::format("module {} {} is not installed: neither {} nor {} exists", module.name,
                  module.version, (vendor / module.name).native(),
                  (vendor / module.name).native() + "-" + module.version),
      "put its folder there, or add a replacement; this build does not download modules");
  }
}

void add_locked_roots(bundle& out, const host_config& config, diagnostics& findings) {
  const lock_file& lock = *out.lock;
  if (is_folder(lock.source_path()))
    out.roots.push_back({lock.source_path().lexically_normal()});
  else
    findings.warn(
      place_of(lock.path),
      fmt::format("no source folder {}: the app has no entries of its own", lock.source_folder));
  const auto replacements = all_replacements(&lock, config);
  add_replacements(out, replacements, findings);
  for (const locked_module& module : lock.modules) {
    const bool replaced = std::any_of(replacements.begin(), replacements.end(),
                                      [&](const replacement& each) { return each.module == module.name; });
    if (!replaced)
      add_module(out, module, lock.vendor_path(), findings);
  }
}

bool holds_definitions(const fs::path& folder, bool deep) {
  for (const fs::path& file : definition_files(folder, {}, deep)) {
    diagnostics unused;
    const auto tree = read_yaml_file(file, unused);
    const document* ns = tree ? tree->find("namespace") : nullptr;
    if (ns != nullptr && ns->is_string())
      return true;
  }
  return false;
}

// What somebody may have meant who named a folder that does not exist: one beside it, or a module of a hub, `org/module[@version]`.
std::string meant_by(const fs::path& missing) {
  const fs::path parent = missing.parent_path();
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator it{parent.empty() ? "." : parent, problem}, end;
       !problem && it != end; it.increment(problem))
    names.push_back(it->path().filename().native());
  std::sort(names.begin(), names.end());
  if (const std::string_view near =
        nearest_name(missing.filename().native(), {names.begin(), names.end()});
      !near.empty())
    return did_you_mean((parent / near).native());
  const std::string text = missing.native();
  const bool like_module = std::count(text.begin(), text.end(), '/') == 1
                           && text.find_first_of("./") != 0 && !is_definition(missing)
                           && text.back() != '/' && !is_folder(parent);
  return like_module ? "modules of a hub are not available in this build" : "";
}

// A folder without a lock: its src/, else itself.
void add_plain_roots(bundle& out, const host_config& config, diagnostics& findings) {
  const fs::path source = out.folder / "src";
  out.roots.push_back({is_folder(source) ? source : out.folder});
  add_replacements(out, all_replacements(nullptr, config), findings);
}

}  // namespace

bool names_a_path(std::string_view word) noexcept {
  return word.find('/') != std::string_view::npos || word == "." || word == ".."
         || word.ends_with(".yaml") || word.ends_with(".yml");
}

bool defines_entries(const fs::path& folder) {
  return holds_definitions(folder / "src", true) || holds_definitions(folder, false);
}

bundle find_bundle(const fs::path& folder, const host_config& config, diagnostics& findings) {
  bundle out;
  out.folder = folder;
  const fs::path lock =
    (folder / "wippy.lock").lexically_normal();  // messages show it as the author would write it
  if (is_file(lock)) {
    out.lock = read_lock_file(lock, findings);
    if (out.lock)
      add_locked_roots(out, config, findings);
  } else if (defines_entries(folder)) {
    findings.error({}, "no wippy.lock here, but definition files", "try: troupe run .");
  }
  return out;
}

bundle open_bundle(const fs::path& path, const host_config& config, diagnostics& findings) {
  bundle out;
  out.strict = true;
  out.folder = path;
  const fs::path lock = path / "wippy.lock";
  if (path.extension() == pack_extension) {
    out.folder = path.parent_path();
    out.roots.push_back({.path = path, .is_pack = true});
  } else if (is_file(path) && !is_definition(path)) {
    findings.error(place_of(path),
                   "not a bundle: expected a folder, a definition file (.yaml, .yml) or a pack (.wapp)");
  } else if (is_file(path)) {
    out.folder = path.parent_path();
    out.roots.push_back({.path = path, .single_file = true});
  } else if (!is_folder(path)) {
    findings.error(place_of(path), "no such bundle", meant_by(path));
  } else if (is_file(lock)) {
    out.lock = read_lock_file(lock, findings);
    if (out.lock)
      add_locked_roots(out, config, findings);
  } else {
    add_plain_roots(out, config, findings);
  }
  if (out.folder.empty())
    out.folder = ".";
  return out;
}

bundle open_lock(const fs::path& lock, const host_config& config, diagnostics& findings) {
  bundle out;
  out.folder = lock.parent_path().empty() ? fs::path{"."} : lock.parent_path();
  if (!is_file(lock)) {
    findings.error(place_of(lock), "lock file not found", "run `troupe init` first");
    return out;
  }
  out.lock = read_lock_file(lock, findings);
  if (out.lock)
    add_locked_roots(out, config, findings);
  return out;
}

}  // namespace troupe::registry
