#include "registry/loader.hpp"

#include "config/files.hpp"
#include "config/yaml.hpp"
#include "registry/definition_file.hpp"
#include "registry/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <unordered_map>

namespace troupe::registry {

namespace fs = std::filesystem;

namespace {

bool is_skipped(std::string_view name, const std::vector<std::string>& skipped) {
  return name == "node_modules" || std::find(skipped.begin(), skipped.end(), name) != skipped.end();
}

// In lexical order of each folder's names; links to folders are not followed.
void walk(const fs::path& folder, const std::vector<std::string>& skipped, bool deep,
          std::vector<fs::path>& out) {
  std::vector<fs::directory_entry> items;
  std::error_code problem;
  for (fs::directory_iterator it{folder, problem}, end; !problem && it != end;
       it.increment(problem))
    items.push_back(*it);
  if (problem && problem != std::errc::no_such_file_or_directory)
    out.push_back(folder);  // reading it will fail like any other file and say why
  std::sort(items.begin(), items.end(),
            [](const fs::directory_entry& a, const fs::directory_entry& b) {
              return a.path().filename().native() < b.path().filename().native();
            });
  for (const fs::directory_entry& item : items) {
    const std::string name = item.path().filename().native();
    if (item.is_directory(problem) && !item.is_symlink(problem)) {
      if (deep && !is_skipped(name, skipped))
        walk(item.path(), skipped, deep, out);
    } else if (is_definition_name(name) && !item.is_directory(problem)) {
      out.push_back(item.path());
    }
  }
}

// The same elsewhere.
caf::error walk(const source_files& files, const std::string& folder, const std::vector<std::string>& skipped, std::vector<std::string>& out) {
  auto items = files.list(folder);
  if (!items)
    return items.error();
  std::sort(items->begin(), items->end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const source_files::item& item : *items) {
    const std::string path = folder.empty() ? item.name : folder + "/" + item.name;
    if (!item.is_folder && is_definition_name(item.name))
      out.push_back(path);
    else if (item.is_folder && !is_skipped(item.name, skipped))
      if (caf::error problem = walk(files, path, skipped, out))
        return problem;
  }
  return {};
}

// What a module's own wippy.yaml leaves out of it.
class module_filter {
public:
  module_filter(const fs::path& root, const fs::path& shown_from, diagnostics& findings) {
    const fs::path path = root / "wippy.yaml";
    if (!is_file(path))
      return;
    const auto tree = read_yaml_file(path, findings, shown_path(path, shown_from));
    if (!tree)
      return;
    if (const document* ids = tree->find("exclude"))
      ids_ = texts(*ids);
    if (const document* meta = tree->find("exclude_meta"); meta != nullptr && meta->is_map())
      for (const auto& [key, values] : *meta->as_map())
        meta_.emplace_back(key, texts(values));
  }

  bool excludes(const entry& item) const {
    if (std::find(ids_.begin(), ids_.end(), item.id.text()) != ids_.end())
      return true;
    return std::any_of(meta_.begin(), meta_.end(), [&](const auto& rule) {
      const document* value = item.meta.find(rule.first);
      return value != nullptr
             && std::find(rule.second.begin(), rule.second.end(), value->scalar_text())
                  != rule.second.end();
    });
  }

private:
  static std::vector<std::string> texts(const document& node) {
    std::vector<std::string> out;
    if (const document::list* items = node.as_list())
      for (const document& item : *items)
        out.push_back(item.scalar_text());
    else if (!node.is_null())
      out.push_back(node.scalar_text());
    return out;
  }

  std::vector<std::string> ids_;
  std::vector<std::pair<std::string, std::vector<std::string>>> meta_;
};

// A dropped file is an error where nothing may be dropped, else a warning.
void report(diagnostics file_findings, strictness mode, diagnostics& findings) {
  const bool dropped = file_findings.has_errors();
  for (diagnostic finding : file_findings) {
    if (mode == strictness::lenient && finding.level == severity::error) {
      finding.level = severity::warning;
      finding.message = std::string{dropped_file} + finding.message;
      if (dropped && finding.remedy.empty())
        finding.remedy = "the whole file is left out";
    }
    findings.add(std::move(finding));
  }
}

// A module's entries say so in their `meta`, as those of a folder do.
void mark_module(const load_root& root, entry& item) {
  if (root.module.empty())
    return;
  item.module = root.module;
  item.meta.set("module", root.module);
  if (!root.version.empty())
    item.meta.set("module_version", root.version);
}

std::vector<entry> load_pack(const load_root& root, diagnostics& findings, size_t& files) {
  auto read = read_pack(root.path);
  if (!read) {
    findings.error({}, message_of(read.error()));
    return {};
  }
  ++files;
  for (entry& item : read->entries)
    mark_module(root, item);
  return std::move(read->entries);
}

void resolve_duplicates(std::vector<entry>& entries, diagnostics& findings) {
  std::unordered_map<entry_id, size_t> last;
  for (size_t i = 0; i < entries.size(); ++i)
    last[entries[i].id] = i;
  if (last.size() == entries.size())
    return;
  std::string text;
  std::vector<entry> kept;
  kept.reserve(last.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    const size_t winner = last[entries[i].id];
    if (winner == i)
      continue;
    text += fmt::format("{}{} ({}, again {})", text.empty() ? "" : "; ", entries[i].id.text(),
                        entries[i].mark.text(), entries[winner].mark.text());
  }
  for (size_t i = 0; i < entries.size(); ++i)
    if (last[entries[i].id] == i)
      kept.push_back(std::move(entries[i]));
  entries = std::move(kept);
  findings.warn({}, "duplicate entries detected (will use last definition): " + text);
}

}  // namespace

bool is_definition_name(std::string_view name) noexcept {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

std::vector<fs::path> definition_files(const fs::path& folder,
                                       const std::vector<std::string>& skipped, bool deep) {
  std::vector<fs::path> out;
  walk(folder, skipped, deep, out);
  return out;
}

std::vector<std::string> skipped_folder_names(const environment& env) {
  std::vector<std::string> out{"node_modules"};
  if (const auto names = env("SKIP_TEST_DIRS")) {
    std::string_view rest = *names;
    while (!rest.empty()) {
      const size_t comma = std::min(rest.find(','), rest.size());
      std::string_view name = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
      name = name.substr(0, name.find_last_not_of(' ') + 1);
      if (!name.empty())
        out.emplace_back(name);
    }
  }
  const std::pair<const char*, std::vector<std::string>> switches[] = {
    {"SKIP_TEMPORAL_TESTS", {"temporal", "_temporal"}},
    {"SKIP_CLOUDSTORAGE_TESTS", {"cloudstorage"}},
    {"SKIP_SQS_TESTS", {"sqs"}},
    {"SKIP_NETWORK_TESTS", {"network"}},
  };
  for (const auto& [variable, folders] : switches)
    if (const auto value = env(variable); value && !value->empty())
      out.insert(out.end(), folders.begin(), folders.end());
  return out;
}

std::vector<entry> load_root_entries(const load_root& root, const load_options& options,
                                     diagnostics& findings, size_t& files) {
  if (root.is_pack)
    return load_pack(root, findings, files);
  const fs::path folder = root.single_file ? root.path.parent_path() : root.path;
  const fs::path base = folder.empty() ? fs::path{"."} : folder;
  const std::vector<fs::path> paths = root.single_file
                                        ? std::vector{root.path}
                                        : definition_files(base, options.skipped_folders, true);
  std::vector<entry> out;
  for (const fs::path& path : paths) {
    diagnostics own;
    std::vector<entry> entries = read_definition_file({path, base, options.shown_from, options.known}, own);
    ++files;
    if (!own.has_errors())
      out.insert(out.end(), std::make_move_iterator(entries.begin()),
                 std::make_move_iterator(entries.end()));
    report(std::move(own), options.mode, findings);
  }
  if (root.module.empty())
    return out;
  const module_filter filter{base, options.shown_from, findings};
  std::erase_if(out, [&](const entry& item) { return filter.excludes(item); });
  for (entry& item : out)
    mark_module(root, item);
  return out;
}

caf::expected<std::vector<entry>> load_folder(const source_files& files, const std::string& folder, const std::vector<std::string>& skipped,
                                              diagnostics& findings) {
  std::vector<std::string> paths;
  if (const caf::error problem = walk(files, folder, skipped, paths))
    return problem;
  std::vector<entry> out;
  for (const std::string& path : paths) {
    diagnostics own;
    std::vector<entry> entries = read_definition_file({"/" + path, "/", {}, nullptr, &files}, own);
    if (!own.has_errors())
      out.insert(out.end(), std::make_move_iterator(entries.begin()), std::make_move_iterator(entries.end()));
    report(std::move(own), strictness::lenient, findings);
  }
  return out;
}

caf::expected<std::vector<entry>> load_file(const source_files& files, const std::string& file, diagnostics& findings) {
  if (!is_definition_name(file))
    return make_error(errc::invalid, fmt::format("/{}: no definition file: its name ends in none of .yaml, .yml, .json", file));
  if (const auto text = files.read(file); !text)
    return text.error();
  std::vector<entry> entries = read_definition_file({"/" + file, "/", {}, nullptr, &files}, findings);
  if (findings.has_errors())
    return findings.failure();
  return entries;
}

loaded_entries load_bundle(const bundle& app, const load_options& options, diagnostics& findings) {
  loaded_entries out;
  for (const load_root& root : app.roots) {
    std::vector<entry> entries = load_root_entries(root, options, findings, out.files);
    out.entries.insert(out.entries.end(), std::make_move_iterator(entries.begin()),
                       std::make_move_iterator(entries.end()));
  }
  resolve_duplicates(out.entries, findings);
  std::sort(out.entries.begin(), out.entries.end(),
            [](const entry& a, const entry& b) { return a.id < b.id; });
  return out;
}

}  // namespace troupe::registry
