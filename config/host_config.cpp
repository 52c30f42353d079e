#include "config/host_config.hpp"

#include "config/config_layers.hpp"
#include "config/duration.hpp"
#include "config/field_reader.hpp"
#include "config/files.hpp"
#include "config/setting_table.hpp"
#include "config/size.hpp"
#include "config/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <unistd.h>
#include <unordered_map>

namespace troupe {

namespace {

using namespace std::string_view_literals;

// Defaults as documents, read once from the table's text.
const document& default_of(const setting& row) {
  static const auto* const defaults = [] {
    auto* const all = new std::unordered_map<const setting*, document>;
    for (const setting& each : setting_table()) {
      auto value = parse_yaml(each.fallback, "the table of settings"sv);
      TROUPE_ASSERT(value);
      all->emplace(&each, std::move(*value));
    }
    return all;
  }();
  return defaults->at(&row);
}

// A place that is no file: `--set shutdown.timeout=5`.
source_mark flag_place(std::string_view flag, std::string_view value) {
  return {std::make_shared<const std::string>(fmt::format("{} {}", flag, value))};
}

void read_file(flat_settings& layer, const std::filesystem::path& path,
               const std::filesystem::path& folder, diagnostics& findings) {
  const auto tree = read_yaml_file(path, findings, shown_path(path, folder));
  if (!tree)
    return;
  const auto file = std::make_shared<const std::string>(shown_path(path, folder));
  const source_mark top = tree->mark().file ? tree->mark() : source_mark{file};
  if (!tree->is_map() && !tree->is_null()) {
    findings.error(top, fmt::format("expected a map of sections, got a {}", tree->type_name()));
    return;
  }
  const document* stated = tree->find("version");
  if (stated == nullptr)
    findings.error(top, "no version", "write `version: \"1.0\"` at the top");
  else if (!(*stated == document{"1.0"}) && !(*stated == document{1.0} && stated->is_double()))
    findings.error(stated->mark(),
                   fmt::format("version \"{}\" is not supported", stated->scalar_text()),
                   "write `version: \"1.0\"`");
  document sections = *tree;
  sections.erase("version");
  flatten_into(layer, sections);
}

std::vector<std::filesystem::path> choose_files(const host_flags& flags,
                                                const std::filesystem::path& folder,
                                                diagnostics& findings) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : flags.config_files) {
    const std::filesystem::path path = folder / name;
    if (is_file(path))
      files.push_back(path);
    else
      findings.error(flag_place("--config", name), "config file not found");
  }
  if (!flags.config_files.empty())
    return files;
  const std::filesystem::path usual = folder / ".wippy.yaml";
  const std::filesystem::path ours = folder / "troupe.yaml";
  if (is_file(usual)) {
    files.push_back(usual);
    if (is_file(ours))
      findings.warn({}, "troupe.yaml is not read beside .wippy.yaml",
                    "merge them, or name both: --config .wippy.yaml --config troupe.yaml");
  } else if (is_file(ours)) {
    files.push_back(ours);
  }
  return files;
}

// The keys below `prefix.`, with the prefix taken off; erased from `from`.
flat_settings take_section(flat_settings& from, const std::string& prefix) {
  flat_settings out;
  const auto begin = from.lower_bound(prefix + '.');
  const auto end = from.lower_bound(prefix + '/');
  for (auto it = begin; it != end; ++it)
    out.emplace(it->first.substr(prefix.size() + 1), std::move(it->second));
  from.erase(begin, end);
  from.erase(prefix);
  return out;
}

void apply_profiles(flat_settings& values, const host_flags& flags, diagnostics& findings) {
  const flat_settings profiles = take_section(values, "profiles");
  for (const std::string& name : flags.profiles) {
    bool known = profiles.contains(name);
    document layer = document::map{};
    for (auto it = profiles.lower_bound(name + '.'); it != profiles.lower_bound(name + '/'); ++it) {
      layer.set(it->first.substr(name.size() + 1), it->second);
      known = true;
    }
    if (known) {
      flatten_into(values, layer);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& [key, value] : profiles)
      if (std::string top = key.substr(0, key.find('.')); names.empty() || names.back() != top)
        names.push_back(std::move(top));
    findings.error(flag_place("--profile", name), fmt::format("unknown profile \"{}\"", name),
                   names.empty() ? "the configuration has no profiles"
                                 : fmt::format("known: {}", fmt::join(names, ", ")));
  }
}

void apply_variables(flat_settings& values) {
  document variables = document::map{};
  for (auto& [name, value] : take_section(values, "vars"))
    variables.set(name, value);
  if (!variables.as_map()->empty())
    for (auto& [key, value] : values)
      substitute_variables(value, variables);
}

void apply_flags(flat_settings& values, const host_flags& flags, diagnostics& findings) {
  document layer = document::map{};
  // The file's level never counts.
  layer.set("logmanager.min_level", flags.verbose || flags.very_verbose ? -1 : 0);
  const auto turn_on = [&](std::string_view key, std::string_view flag) {
    document on{true};
    on.mark({std::make_shared<const std::string>(flag)});
    layer.set(key, std::move(on));
  };
  if (flags.event_streams)
    turn_on("logmanager.stream_to_events", "-e");
  if (flags.watch)
    turn_on("watch", "--watch");
  const auto profiler = values.lower_bound("profiler."sv);
  if (flags.profiler && (profiler == values.end() || !profiler->first.starts_with("profiler.")))
    turn_on("profiler.enabled", "-p");
  flatten_into(values, layer);
  for (const std::string& flag : flags.settings) {
    auto parsed = parse_set_flag(flag);
    if (!parsed) {
      findings.error({}, message_of(parsed.error()));
      continue;
    }
    parsed->second.mark(flag_place("--set", flag));
    document one = document::map{};
    one.set(parsed->first, std::move(parsed->second));
    flatten_into(values, one);
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// Reports a value that its setting cannot take.
bool fits(const setting& row, const document& value, diagnostics& findings) {
  const document fields = document::map{{std::string{row.key}, value}};
  const size_t before = findings.error_count();
  field_reader reader{fields, value.mark(), {}, findings};
  switch (row.type) {
    case setting_type::boolean: reader.boolean(row.key, false); break;
    case setting_type::integer: reader.integer(row.key, 0); break;
    case setting_type::number: reader.number(row.key, 0); break;
    case setting_type::string: reader.scalar(row.key); break;
    case setting_type::duration: reader.duration(row.key, {}); break;
    case setting_type::bytes: reader.bytes(row.key, 0); break;
    case setting_type::strings: reader.string_or_strings(row.key); break;
  }
  if (!row.choices.empty() && findings.error_count() == before)
    reader.choice(row.key, words_of(row.choices), "");
  return findings.error_count() == before;
}

// A key that nobody knows is ignored, as on the platform; one that looks misspelt is worth a line.
void check_unknown(const std::string& key, const document& value, diagnostics& findings) {
  if (key.starts_with("disable.")) {  // a rule that is not followed leaves running what its author meant to stop
    constexpr std::array lists{"disable.entries"sv, "disable.namespaces"sv};
    const bool says_nothing = value.is_null() || (value.is_map() && value.as_map()->empty());
    if (says_nothing || key.starts_with("disable.meta.") || std::find(lists.begin(), lists.end(), key) != lists.end())
      return;
    const std::vector<std::string_view> rules{"disable.entries",    "disable.entries.add",    "disable.entries.remove",    "disable.meta",
                                              "disable.namespaces", "disable.namespaces.add", "disable.namespaces.remove"};
    const std::string_view near = nearest_name(key, rules);
    findings.warn(value.mark(), fmt::format("unknown setting \"{}\" is ignored", key),
                  key == "disable.meta" ? "write the field and its values: `meta: {name: [value]}`"
                  : near.empty()        ? "there are disable.namespaces, disable.entries and disable.meta"
                                        : fmt::format("did you mean \"{}\"?", near));
    return;
  }
  constexpr std::array open_sections{"override.", "workspace.", "otel.", "cluster.", "lsp.", "security.", "extensions.", "modules."};
  for (const std::string_view section : open_sections)
    if (key.starts_with(section))
      return;
  std::vector<std::string_view> known;
  for (const setting& row : setting_table())
    known.push_back(row.key);
  const std::string_view near = nearest_name(key, known, 2);
  if (!near.empty())
    findings.warn(value.mark(), fmt::format("unknown setting \"{}\" is ignored", key),
                  fmt::format("did you mean \"{}\"?", near));
}

// Also written in another way: `0.5m` for `30s`.
bool is_default(const setting& row, const document& value) {
  const document& fallback = default_of(row);
  if (row.type == setting_type::duration)
    return parse_duration(value.scalar_text()) == parse_duration(fallback.scalar_text());
  if (row.type == setting_type::bytes)
    return parse_size(value.scalar_text()) == parse_size(fallback.scalar_text());
  return value == fallback;
}

// Out of its range the nearest level is taken, which its author should know.
void check_level(const document& value, diagnostics& findings) {
  if (const int64_t* level = value.as_integer(); level != nullptr && (*level < -1 || *level > 2))
    findings.warn(value.mark(), fmt::format("setting logmanager.min_level: {} is no level, {} is used", *level, *level < 0 ? -1 : 2),
                  "-1 is debug, 0 info, 1 warnings, 2 errors");
}

void check_settings(flat_settings& values, diagnostics& findings) {
  for (auto it = values.begin(); it != values.end();) {
    const setting* row = find_setting(it->first);
    if (row == nullptr) {
      check_unknown(it->first, it->second, findings);
    } else if (it->second.is_null() || !fits(*row, it->second, findings)) {
      it = values.erase(it);
      continue;
    } else if (!is_default(*row, it->second)) {
      if (row->key == "logmanager.min_level")
        check_level(it->second, findings);
      if (row->state == setting_state::unavailable)
        findings.warn(
          it->second.mark(),
          fmt::format("setting {} is not available in this build: {}", row->key, row->effect));
      else if (row->state == setting_state::inert)
        findings.warn(it->second.mark(),
                      fmt::format("setting {} has no effect in this build", row->key));
    }
    ++it;
  }
}

// Settings are held by key; who reads the findings has the file before him.
diagnostics in_order_of_lines(diagnostics findings) {
  std::vector<diagnostic> all(findings.begin(), findings.end());
  std::stable_sort(all.begin(), all.end(), [](const diagnostic& a, const diagnostic& b) {
    const auto rank = [](const diagnostic& each) {
      return std::tuple{each.mark.line == 0,
                        each.mark.file ? std::string_view{*each.mark.file} : "", each.mark.line};
    };
    return rank(a) < rank(b);  // flags, which have no lines, behind the files
  });
  diagnostics out;
  for (diagnostic& each : all)
    out.add(std::move(each));
  return out;
}

std::vector<std::string> texts_of(const document& value) {
  std::vector<std::string> out;
  if (const document::list* items = value.as_list())
    for (const document& item : *items)
      out.push_back(item.scalar_text());
  else if (!value.is_null() && !value.is_map())
    out.push_back(value.scalar_text());
  return out;
}

disable_rules read_disable(const flat_settings& values) {
  disable_rules rules;
  for (const auto& [key, value] : values) {
    if (key == "disable.namespaces")
      rules.namespaces = texts_of(value);
    else if (key == "disable.entries")
      rules.entries = texts_of(value);
    else if (key.starts_with("disable.meta."))
      rules.meta.emplace_back(key.substr("disable.meta."sv.size()), texts_of(value));
  }
  return rules;
}

std::vector<entry_override> read_overrides(const flat_settings& values, const host_flags& flags,
                                           diagnostics& findings) {
  std::vector<entry_override> out;
  for (const auto& [key, value] : values)
    if (key.starts_with("override."))
      out.push_back({key.substr("override."sv.size()), value});
  for (const std::string& flag : flags.overrides) {
    auto parsed = parse_override_flag(flag);
    if (!parsed) {
      findings.error(
        {}, message_of(parsed.error()),
        flag.find(',') == std::string::npos ? "" : "commas divide one -o into several");
      continue;
    }
    for (auto& [key, value] : *parsed) {
      value.mark(flag_place("-o", flag));
      const auto same = std::find_if(
        out.begin(), out.end(), [&key = key](const entry_override& o) { return o.key == key; });
      if (same != out.end())
        same->value = std::move(value);
      else
        out.push_back({key, std::move(value)});
    }
  }
  return out;
}

std::vector<module_replacement> read_replacements(const flat_settings& values,
                                                  const std::filesystem::path& folder) {
  constexpr auto section = "workspace.replacements."sv;
  std::vector<module_replacement> out;
  for (const auto& [key, value] : values)
    if (key.starts_with(section))
      out.push_back({key.substr(section.size()),
                     value.is_null() ? std::filesystem::path{} : folder / value.scalar_text()});
  return out;
}

uint64_t choose_memory_limit(const host_flags& flags, const environment& env) {
  if (const auto size = parse_size(flags.memory_limit); size && *size > 0)
    return *size;
  if (const auto text = env("GOMEMLIMIT"))
    if (const auto size = parse_size(*text); size && *size > 0)
      return *size;
  return uint64_t{1} << 30;
}

std::string derived_node_name(const std::filesystem::path& folder) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0)
    host = {"node"};
  std::string identity = real_path(folder).native();
  if (const auto machine = read_text_file("/etc/machine-id"))
    identity += *machine;
  uint32_t hash = 2166136261U;
  for (const char c : identity)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{}-{:08x}", host.data(), hash);
}

}  // namespace

host_config::host_config() = default;

host_config host_config::load(const host_flags& flags, const std::filesystem::path& folder,
                              const environment& env, diagnostics& findings,
                              const document& pack_defaults) {
  host_config out;
  out.flags_ = flags;
  out.files_ = choose_files(flags, folder, findings);
  out.folder_ = out.files_.empty() ? folder : out.files_.front().parent_path();
  flatten_into(out.values_, pack_defaults);
  for (const std::filesystem::path& file : out.files_)
    read_file(out.values_, file, folder, findings);
  apply_profiles(out.values_, flags, findings);
  apply_variables(out.values_);
  apply_flags(out.values_, flags, findings);
  diagnostics of_settings;
  check_settings(out.values_, of_settings);
  findings.add(in_order_of_lines(std::move(of_settings)));
  if (!flags.memory_limit.empty())
    findings.warn(flag_place("-m", flags.memory_limit),
                  "a memory limit has no effect in this build");
  out.overrides_ = read_overrides(out.values_, flags, findings);
  out.disable_ = read_disable(out.values_);
  out.replacements_ = read_replacements(out.values_, out.folder_);
  out.memory_limit_bytes_ = choose_memory_limit(flags, env);
  out.node_name_ = out.string("relay.node_name");
  for (const char* name : {"WIPPY_NODE_ID", "WIPPY_RELAY_NODE_NAME"})
    if (const auto given = env(name); out.node_name_.empty() && given)
      out.node_name_ = *given;
  if (out.node_name_.empty())
    out.node_name_ = derived_node_name(folder);
  return out;
}

const document* host_config::raw(std::string_view key) const noexcept {
  const auto found = values_.find(key);
  return found == values_.end() || found->second.is_null() ? nullptr : &found->second;
}

const document& host_config::value(std::string_view key) const {
  const setting* row = find_setting(key);
  TROUPE_ASSERT(row != nullptr);
  const document* given = raw(key);
  return given != nullptr ? *given : default_of(*row);
}

namespace {

// Reads one value that was checked at load.
template <class Read>
auto read_as(std::string_view key, const document& value, Read read) {
  diagnostics none;
  const document fields = document::map{{std::string{key}, value}};
  field_reader reader{fields, {}, {}, none};
  auto out = read(reader);
  TROUPE_ASSERT(none.empty());
  return out;
}

}  // namespace

bool host_config::boolean(std::string_view key) const {
  return read_as(key, value(key), [&](field_reader& r) { return r.boolean(key, false); });
}

int64_t host_config::integer(std::string_view key) const {
  return read_as(key, value(key), [&](field_reader& r) { return r.integer(key, 0); });
}

double host_config::number(std::string_view key) const {
  return read_as(key, value(key), [&](field_reader& r) { return r.number(key, 0); });
}

std::string host_config::string(std::string_view key) const {
  return value(key).scalar_text();
}

std::chrono::nanoseconds host_config::duration(std::string_view key) const {
  return read_as(key, value(key), [&](field_reader& r) { return r.duration(key, {}); });
}

uint64_t host_config::bytes(std::string_view key) const {
  return read_as(key, value(key), [&](field_reader& r) { return r.bytes(key, 0); });
}

std::vector<std::string> host_config::strings(std::string_view key) const {
  return texts_of(value(key));
}

log::options host_config::log_options() const {
  log::options out;
  out.format = flags_.console                        ? log::style::console
               : string("logger.encoding") == "json" ? log::style::json
                                                     : log::style::plain;
  out.least = static_cast<log::level>(std::clamp<int64_t>(integer("logmanager.min_level"), -1, 2));
  out.silent = flags_.silent || !boolean("logmanager.propagate_downstream");
  out.colour = flags_.console && ::isatty(STDOUT_FILENO) == 1;
  out.blocks = flags_.console || (out.format == log::style::plain && ::isatty(STDERR_FILENO) == 1);
  return out;
}

}  // namespace troupe
