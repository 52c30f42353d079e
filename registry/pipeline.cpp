#include "registry/pipeline.hpp"

#include "config/document_path.hpp"
#include "registry/linker.hpp"
#include "registry/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace troupe::registry {

namespace {

struct override_target {
  entry_id id;
  std::string path;
};

// `ns:name:path` at the first two colons.
std::optional<override_target> take_apart(std::string_view key) {
  const size_t first = key.find(':');
  const size_t second = first == std::string_view::npos ? first : key.find(':', first + 1);
  if (second == std::string_view::npos || second + 1 == key.size() || second == first + 1)
    return std::nullopt;
  return override_target{
    {std::string{key.substr(0, first)}, std::string{key.substr(first + 1, second - first - 1)}},
    std::string{key.substr(second + 1)}};
}

void set_field(entry& target, std::string_view path, const document& value) {
  if (path.starts_with("meta.")) {
    make_path(target.meta, path.substr(5)) = value;
    return;
  }
  if (path.starts_with("data."))
    path.remove_prefix(5);
  make_path(target.data, path) = value;
}

void override_entry(entry& target, const override_target& where, const document& value,
                    diagnostics& findings) {
  if (where.path != "kind") {
    set_field(target, where.path, value);
    return;
  }
  const std::string* kind = value.as_string();
  if (kind == nullptr || kind->empty())
    findings.error(value.mark(), target.id, "override of kind: expected a non-empty string");
  else
    target.kind = *kind;
}

std::string nearest_entry(const entry_id& wanted, const std::vector<entry>& entries) {
  std::vector<entry_id> ids;
  for (const entry& each : entries)
    ids.push_back(each.id);
  return nearest_id(wanted, ids);
}

// One pass; `known` says which overrides found their entry before, so that each problem is told once.
void override_pass(std::vector<entry>& entries, const std::vector<entry_override>& overrides,
                   std::vector<bool>& known, bool again, diagnostics& findings) {
  std::unordered_map<entry_id, entry*> by_id;
  for (entry& each : entries)
    by_id[each.id] = &each;
  for (size_t i = 0; i < overrides.size(); ++i) {
    if (!known[i])
      continue;
    const entry_override& rule = overrides[i];
    const auto where = take_apart(rule.key);
    if (!where) {
      known[i] = false;
      findings.error(rule.value.mark(), fmt::format("invalid override \"{}\"", rule.key),
                     "write namespace:name:path");
      continue;
    }
    const auto target = by_id.find(where->id);
    if (target == by_id.end()) {
      known[i] = false;
      findings.error(
        rule.value.mark(), fmt::format("override of {}: no such entry", where->id.text()),
        again ? "it is removed by `disable`" : did_you_mean(nearest_entry(where->id, entries)));
      continue;
    }
    override_entry(*target->second, *where, rule.value, findings);
  }
}

bool is_disabled(const entry& item, const disable_rules& rules) {
  const auto matches_id = [&](const std::string& pattern) {
    const size_t colon = pattern.find(':');
    return colon != std::string::npos && pattern_matches(pattern.substr(0, colon), item.id.ns)
           && pattern_matches(pattern.substr(colon + 1), item.id.name);
  };
  const auto matches_meta = [&](const auto& rule) {
    const document* value = item.meta.find(rule.first);
    const std::string* text = value == nullptr ? nullptr : value->as_string();
    return text != nullptr
           && std::find(rule.second.begin(), rule.second.end(), *text) != rule.second.end();
  };
  return std::any_of(
           rules.namespaces.begin(), rules.namespaces.end(),
           [&](const std::string& pattern) { return pattern_matches(pattern, item.id.ns); })
         || std::any_of(rules.entries.begin(), rules.entries.end(), matches_id)
         || std::any_of(rules.meta.begin(), rules.meta.end(), matches_meta);
}

}  // namespace

void run_pipeline(std::vector<entry>& entries, const host_config& config, diagnostics& findings) {
  std::vector<bool> known(config.overrides().size(), true);
  override_pass(entries, config.overrides(), known, false, findings);
  disable_entries(entries, config.disable(), findings);
  link_requirements(entries, findings);
  override_pass(entries, config.overrides(), known, true, findings);
}

void apply_overrides(std::vector<entry>& entries, const std::vector<entry_override>& overrides,
                     diagnostics& findings) {
  std::vector<bool> known(overrides.size(), true);
  override_pass(entries, overrides, known, false, findings);
}

void apply_known_overrides(std::vector<entry>& entries,
                           const std::vector<entry_override>& overrides, diagnostics& findings) {
  std::vector<bool> concerned;
  for (const entry_override& rule : overrides) {
    const auto where = take_apart(rule.key);
    concerned.push_back(where && std::any_of(entries.begin(), entries.end(), [&](const entry& each) {
      return each.id == where->id;
    }));
  }
  override_pass(entries, overrides, concerned, false, findings);
}

void disable_entries(std::vector<entry>& entries, const disable_rules& rules,
                     diagnostics& findings) {
  for (const std::string& pattern : rules.entries)
    if (pattern.find(':') == std::string::npos)
      findings.error({}, fmt::format("disable.entries: \"{}\" has no colon", pattern),
                     "write namespace:name, each with * or ** as needed");
  if (!rules.empty())
    std::erase_if(entries, [&](const entry& item) { return is_disabled(item, rules); });
}

}  // namespace troupe::registry
