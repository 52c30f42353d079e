#include "registry/query.hpp"

#include "registry/pattern.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

namespace troupe::registry {

namespace {

// One `--meta` condition: field, operator, text.
class meta_condition {
public:
  static caf::expected<std::unique_ptr<meta_condition>> parse(std::string_view text) {
    size_t at = text.find_first_of("~*^$");
    if (at == std::string_view::npos)
      at = text.find('=');
    if (at == std::string_view::npos || at == 0)
      return make_error(
        errc::invalid,
        fmt::format("invalid --meta \"{}\": expected f=v, f~regex, f*part, f^beginning or "
                    "f$end",
                    text));
    auto out = std::make_unique<meta_condition>();
    out->field_ = text.substr(0, at);
    out->how_ = text[at];
    out->text_ = text.substr(at + 1);
    if (out->how_ == '~') {
      out->pattern_ = std::make_unique<re2::RE2>(out->text_, re2::RE2::Quiet);
      if (!out->pattern_->ok())
        return make_error(errc::invalid,
                          fmt::format("invalid --meta \"{}\": {}", text, out->pattern_->error()));
    }
    return out;
  }

  bool holds(const entry& item) const {
    const document* field = item.meta.find(field_);
    if (field == nullptr)
      return false;
    const document::list* items = field->as_list();
    if (how_ == '*' && items != nullptr)
      return std::any_of(items->begin(), items->end(),
                         [&](const document& each) { return fits(each); });
    return fits(*field);
  }

private:
  bool fits(const document& node) const {
    if (node.is_list() || node.is_map())
      return false;
    const std::string value = node.scalar_text();
    switch (how_) {
      case '~': return re2::RE2::PartialMatch(value, *pattern_);
      case '*': return value.find(text_) != std::string::npos;
      case '^': return value.starts_with(text_);
      case '$': return value.ends_with(text_);
      default: return value == text_;
    }
  }

  std::string field_;
  char how_ = '=';
  std::string text_;
  std::unique_ptr<re2::RE2> pattern_;
};

bool fits(const std::string& glob, const std::string& text) {
  return glob.empty() || glob_matches(glob, text);
}

}  // namespace

caf::expected<std::vector<entry_ptr>> select_entries(const snapshot& from,
                                                     const entry_query& query) {
  std::vector<std::unique_ptr<meta_condition>> conditions;
  for (const std::string& text : query.meta) {
    auto condition = meta_condition::parse(text);
    if (!condition)
      return condition.error();
    conditions.push_back(std::move(*condition));
  }
  std::vector<entry_ptr> out;
  from.each([&](const entry_ptr& item) {
    if (fits(query.kind, item->kind) && fits(query.name_space, item->id.ns)
        && fits(query.name, item->id.name)
        && std::all_of(conditions.begin(), conditions.end(),
                       [&](const auto& condition) { return condition->holds(*item); }))
      out.push_back(item);
  });
  return out;
}

caf::expected<entry_ptr> lookup_entry(const snapshot& from, std::string_view id_or_name) {
  if (entry_ptr exact = from.get(entry_id::parse(id_or_name)))
    return exact;
  entry_ptr found;
  bool several = false;
  if (id_or_name.find(':') == std::string_view::npos)
    from.each([&](const entry_ptr& item) {
      if (item->id.name != id_or_name)
        return;
      several = several || found != nullptr;
      found = item;
    });
  if (several)
    return make_error(
      errc::conflict,
      fmt::format("ambiguous entry name \"{}\", use full ID (namespace:name)", id_or_name));
  if (found == nullptr)
    return make_error(errc::not_found, fmt::format("entry not found: {}", id_or_name));
  return found;
}

}  // namespace troupe::registry
