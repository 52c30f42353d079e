#include "registry/module_places.hpp"

#include "config/files.hpp"
#include "config/yaml.hpp"
#include "registry/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace troupe::registry {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view modules_folder_default = ".wippy";

fs::path with_suffix(fs::path path, std::string_view suffix) {
  path += suffix;
  return path;
}

// What a module's own file says of its version, "" if nothing.
std::string version_said_in(const fs::path& folder) {
  const fs::path file = folder / "wippy.yaml";
  diagnostics unused;
  const auto tree = is_file(file) ? read_yaml_file(file, unused) : std::nullopt;
  const document* version = tree ? tree->find("version") : nullptr;
  return version == nullptr ? std::string{} : version->scalar_text();
}

// Everything in the folder of modules that is called like the module; the highest version first, of one version the one that a lock
// would find first.
std::vector<load_root> vendored_roots(const fs::path& vendor, const std::string& module) {
  std::vector<load_root> packs, folders;
  const fs::path plain = vendor / module;
  if (is_folder(plain))
    packs.push_back({.path = plain, .module = module, .version = version_said_in(plain)});
  const std::string prefix = plain.filename().native() + "-";
  std::error_code problem;
  for (fs::directory_iterator it{plain.parent_path(), problem}, end; !problem && it != end; it.increment(problem)) {
    const std::string name = it->path().filename().native();
    const bool is_pack = name.ends_with(pack_extension);
    if (!name.starts_with(prefix) || (!is_pack && !is_folder(it->path())))
      continue;
    const size_t tail = is_pack ? pack_extension.size() : 0;
    std::string version = name.substr(prefix.size(), name.size() - prefix.size() - tail);
    if (semantic_version::parse(version))  // else another module: `mail-archive` beside `mail`
      (is_pack ? packs : folders).push_back({.path = it->path(), .module = module, .version = std::move(version), .is_pack = is_pack});
  }
  packs.insert(packs.end(), folders.begin(), folders.end());
  std::stable_sort(packs.begin(), packs.end(), [](const load_root& a, const load_root& b) {
    return semantic_version::parse(a.version) > semantic_version::parse(b.version);  // no version comes last
  });
  return packs;
}

std::string list_of(const std::vector<load_root>& roots) {
  std::string text;
  for (const load_root& each : roots)
    text += (text.empty() ? "" : ", ") + (each.version.empty() ? "one that says no version" : each.version);
  return text;
}

std::string who_wants(const std::vector<wanted_version>& wanted) {
  std::string text;
  for (const wanted_version& each : wanted)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", each.constraint.empty() ? "any" : each.constraint, each.by.text());
  return text;
}

bool constraints_are_right(const std::vector<wanted_version>& wanted, diagnostics& findings) {
  const size_t errors_before = findings.error_count();
  for (const wanted_version& each : wanted)
    if (const auto constraint = version_constraint::parse(each.constraint); !constraint)
      findings.error(each.mark, each.by, "field \"version\": " + message_of(constraint.error()));
  return findings.error_count() == errors_before;
}

bool allows(const wanted_version& by, std::string_view version) {
  const auto constraint = version_constraint::parse(by.constraint);
  const auto known = semantic_version::parse(version);
  return constraint && (known ? constraint->allows(*known) : constraint->any());
}

}  // namespace

std::vector<replacement> all_replacements(const lock_file* lock, const host_config& config) {
  std::vector<replacement> out;
  if (lock != nullptr)
    for (const locked_replacement& each : lock->replacements)
      out.push_back({each.from, lock->folder() / each.to, each.mark});
  for (const module_replacement& each : config.replacements()) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const replacement& known) { return known.module == each.module; });
    if (each.path.empty()) {
      if (same != out.end())
        out.erase(same);
    } else if (same != out.end()) {
      same->path = each.path;
    } else {
      out.push_back({each.module, each.path, {}});
    }
  }
  return out;
}

std::optional<load_root> root_of(const replacement& what, diagnostics& findings) {
  if (!is_folder(what.path)) {
    findings.error(what.mark, fmt::format("replacement of {}: no such folder {}", what.module, what.path.native()));
    return std::nullopt;
  }
  const fs::path source = what.path / "src";
  return load_root{is_folder(source) ? source : what.path, what.module};
}

std::optional<load_root> vendored_root(const fs::path& vendor, const std::string& module, const std::string& version) {
  const fs::path plain = vendor / module;
  const fs::path versioned = with_suffix(plain, "-" + version);
  const fs::path pack = with_suffix(versioned, pack_extension);
  if (is_folder(plain))
    return load_root{plain, module, version};
  if (is_file(pack))
    return load_root{.path = pack, .module = module, .version = version, .is_pack = true};
  if (is_folder(versioned))
    return load_root{versioned, module, version};
  return std::nullopt;
}

bool is_module_name(std::string_view text) noexcept {
  const size_t slash = text.find('/');
  const auto is_part = [](std::string_view part) {
    return !part.empty() && part.front() != '.' && std::all_of(part.begin(), part.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
    });
  };
  return slash != std::string_view::npos && is_part(text.substr(0, slash)) && is_part(text.substr(slash + 1));
}

bool serves(const std::string& module, std::string_view version, const std::vector<wanted_version>& wanted, diagnostics& findings) {
  if (!constraints_are_right(wanted, findings))
    return false;
  bool all = true;
  for (const wanted_version& each : wanted) {
    if (allows(each, version))
      continue;
    all = false;
    findings.error(each.mark, each.by,
                   fmt::format("wants {} {}, but there is {}", module, each.constraint, version.empty() ? "one that says no version" : version),
                   "let its version allow that, or put another version into the folder of modules");
  }
  return all;
}

std::optional<load_root> find_module(const fs::path& lock_path, const host_config& config, const std::string& module,
                                     const std::vector<wanted_version>& wanted, diagnostics& findings) {
  const size_t errors_before = findings.error_count();
  const std::optional<lock_file> lock = read_lock_file(lock_path, findings);
  if (!constraints_are_right(wanted, findings) || findings.error_count() != errors_before)
    return std::nullopt;
  for (const replacement& each : all_replacements(lock ? &*lock : nullptr, config))
    if (each.module == module)
      return root_of(each, findings);
  lock_file none;
  none.path = lock_path;
  none.modules_folder = modules_folder_default;
  const fs::path vendor = (lock ? *lock : none).vendor_path();
  if (lock)
    for (const locked_module& pinned : lock->modules) {
      if (pinned.name != module)
        continue;
      auto root = vendored_root(vendor, module, pinned.version);
      if (root && !serves(module, pinned.version, wanted, findings))
        return std::nullopt;
      return root;
    }
  const std::vector<load_root> there = vendored_roots(vendor, module);
  for (const load_root& each : there)
    if (std::all_of(wanted.begin(), wanted.end(), [&](const wanted_version& by) { return allows(by, each.version); }))
      return each;
  if (!there.empty())
    findings.error(wanted.empty() ? source_mark{} : wanted.front().mark,
                   fmt::format("no version of module {} in {} serves {}; there is {}", module, vendor.native(), who_wants(wanted), list_of(there)),
                   "put another version there, or let the dependencies agree");
  return std::nullopt;
}

}  // namespace troupe::registry
