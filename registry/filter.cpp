#include "registry/filter.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace troupe::registry {

simple_glob::simple_glob(std::string pattern)
    : pattern_(std::move(pattern)),
      star_(pattern_.find('*')) {}

bool simple_glob::matches(std::string_view text) const noexcept {
  if (star_ == std::string::npos)
    return text == pattern_;
  const std::string_view head = std::string_view{pattern_}.substr(0, star_);
  const std::string_view tail = std::string_view{pattern_}.substr(star_ + 1);
  return text.size() >= head.size() + tail.size() && text.starts_with(head) && text.ends_with(tail);
}

entry_filter::entry_filter(const document& conditions) {
  if (const document::map* members = conditions.as_map())
    for (const auto& [key, value] : *members)
      add(key, value);
}

entry_filter::entry_filter(entry_filter&&) noexcept = default;
entry_filter& entry_filter::operator=(entry_filter&&) noexcept = default;
entry_filter::~entry_filter() = default;

void entry_filter::add(const std::string& key, const document& value) {
  if (key == "meta" && value.is_map()) {
    for (const auto& [inner, condition] : *value.as_map())
      add(inner, condition);
    return;
  }
  std::vector<simple_glob>* const globs = key == ".kind"   ? &kinds_
                                          : key == ".name" ? &names_
                                          : key == ".ns"   ? &namespaces_
                                          : key == ".id"   ? &ids_
                                                           : nullptr;
  if (globs != nullptr) {
    if (const std::string* text = value.as_string())
      globs->emplace_back(*text);
    else
      ignored_.push_back(key);
    return;
  }
  constexpr std::string_view field = "meta.";
  if (key.starts_with(field))
    return add_meta(key.substr(field.size()), relation::equal, value, key);
  if (key.size() > 1 && std::string_view{key}.substr(1).starts_with(field)) {
    constexpr std::string_view marks = "~*^$";
    constexpr relation relations[] = {relation::regex, relation::part, relation::beginning,
                                      relation::end};
    if (const size_t i = marks.find(key.front()); i != std::string_view::npos)
      return add_meta(key.substr(field.size() + 1), relations[i], value, key);
  }
  ignored_.push_back(key);
}

void entry_filter::add_meta(std::string field, relation how, const document& value,
                            const std::string& key) {
  meta_condition condition{std::move(field), how, value, value.scalar_text(), nullptr};
  if (how == relation::regex) {
    condition.pattern = std::make_unique<re2::RE2>(condition.text, re2::RE2::Quiet);
    if (!condition.pattern->ok() || !value.is_string()) {
      ignored_.push_back(key);
      return;
    }
  }
  meta_.push_back(std::move(condition));
}

bool entry_filter::holds(const meta_condition& condition, const document& field) {
  const std::string* text = field.as_string();
  switch (condition.how) {
    case relation::equal: return field == condition.value;
    case relation::regex:
      return text != nullptr && re2::RE2::PartialMatch(*text, *condition.pattern);
    case relation::beginning: return text != nullptr && text->starts_with(condition.text);
    case relation::end: return text != nullptr && text->ends_with(condition.text);
    case relation::part: break;
  }
  const auto contains = [&](const document& node) {
    const std::string* part = node.as_string();
    return part != nullptr && part->find(condition.text) != std::string::npos;
  };
  const document::list* items = field.as_list();
  return items != nullptr ? std::any_of(items->begin(), items->end(), contains) : contains(field);
}

bool entry_filter::matches_kind(std::string_view kind) const noexcept {
  return std::all_of(kinds_.begin(), kinds_.end(),
                     [&](const simple_glob& glob) { return glob.matches(kind); });
}

bool entry_filter::matches_all_but_kind(const entry& candidate) const {
  const auto all = [](const std::vector<simple_glob>& globs, std::string_view text) {
    return std::all_of(globs.begin(), globs.end(),
                       [&](const simple_glob& glob) { return glob.matches(text); });
  };
  if (!all(names_, candidate.id.name) || !all(namespaces_, candidate.id.ns))
    return false;
  if (!ids_.empty() && !all(ids_, candidate.id.text()))
    return false;
  return std::all_of(meta_.begin(), meta_.end(), [&](const meta_condition& condition) {
    const document* field = candidate.meta.find(condition.field);
    return field != nullptr && holds(condition, *field);
  });
}

bool entry_filter::matches(const entry& candidate) const {
  return matches_kind(candidate.kind) && matches_all_but_kind(candidate);
}

}  // namespace troupe::registry
