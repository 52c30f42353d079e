#include "registry/schema.hpp"

#include "config/errc.hpp"
#include "registry/lifecycle.hpp"

#include <algorithm>

namespace troupe::registry {

namespace {

constexpr std::string_view meta_prefix = "meta.";

bool in_meta(std::string_view path) noexcept {
  return path.starts_with(meta_prefix);
}

std::string_view without_prefix(std::string_view path) noexcept {
  if (in_meta(path))
    path.remove_prefix(meta_prefix.size());
  else if (path.starts_with("data."))
    path.remove_prefix(5);
  return path;
}

bool names_entries(field_type type) noexcept {
  return type == field_type::reference || type == field_type::full_reference
         || type == field_type::references;
}

void check_field(const field_rule& rule, std::string_view field, field_reader& fields) {
  if (!rule.choices.empty()) {
    fields.choice(field, rule.choices, "");
    return;
  }
  switch (rule.type) {
    case field_type::any: break;
    case field_type::string:
    case field_type::reference: fields.string(field); break;
    case field_type::scalar: fields.scalar(field); break;
    case field_type::integer: fields.integer(field, 0, rule.bounds); break;
    case field_type::number: fields.number(field, 0); break;
    case field_type::boolean: fields.boolean(field, false); break;
    case field_type::duration:
      if (fields.duration(field, {}).count() < 0)
        fields.error(field, "a duration must not be negative");
      break;
    case field_type::bytes: fields.bytes(field, 0); break;
    case field_type::strings:
    case field_type::references: fields.strings(field); break;
    case field_type::string_or_strings: fields.string_or_strings(field); break;
    case field_type::map: fields.map(field); break;
    case field_type::list: fields.list(field); break;
    case field_type::full_reference: {
      const std::string text = fields.string(field);
      if (!text.empty() && text.find(':') == std::string::npos)
        fields.error(field, "expected a full id", "write namespace:" + text);
      break;
    }
  }
}

// A map with one field, so that reads of a value share the reader's conversions.
template <class Read>
auto read_value(const document* value, const Read& read) {
  diagnostics unused;
  const document fields = document::map{{"value", value == nullptr ? document{} : *value}};
  field_reader reader{fields, {}, {}, unused};
  return read(reader, "value");
}

}  // namespace

schema& schema::required(std::string path, field_type type, std::string missing_text) {
  rules_.push_back({std::move(path), type, true, {}, {}, {}, std::move(missing_text)});
  return *this;
}

schema& schema::optional(std::string path, field_type type, document fallback) {
  rules_.push_back({std::move(path), type, false, std::move(fallback), {}, {}, {}});
  return *this;
}

schema& schema::choice(std::string path, std::vector<std::string> allowed, document fallback) {
  rules_.push_back(
    {std::move(path), field_type::string, false, std::move(fallback), {}, std::move(allowed), {}});
  return *this;
}

schema& schema::at_least(int64_t bound, std::string_view otherwise) {
  TROUPE_ASSERT(!rules_.empty());
  rules_.back().bounds.least = bound;
  rules_.back().bounds.least_text = otherwise;
  return *this;
}

schema& schema::at_most(int64_t bound) {
  TROUPE_ASSERT(!rules_.empty());
  rules_.back().bounds.most = bound;
  return *this;
}

schema& schema::lifecycle() {
  lifecycle_ = true;
  return *this;
}

schema& schema::no_lifecycle(std::string_view instead) {
  instead_of_lifecycle_ = instead;
  return *this;
}

const field_rule* schema::rule(std::string_view path) const noexcept {
  const auto found = std::find_if(rules_.begin(), rules_.end(),
                                  [&](const field_rule& each) { return each.path == path; });
  return found == rules_.end() ? nullptr : &*found;
}

void schema::check(const entry& candidate, diagnostics& findings) const {
  field_reader data{candidate.data, candidate.mark, candidate.id, findings};
  field_reader meta{candidate.meta, candidate.mark, candidate.id, findings,
                    std::string{meta_prefix}};
  if (!rules_.empty() && !candidate.data.is_map() && !candidate.data.is_null()) {
    findings.error(candidate.data.mark().file ? candidate.data.mark() : candidate.mark,
                   candidate.id, "data must be a map of fields");
    return;
  }
  for (const field_rule& rule : rules_) {
    field_reader& fields = in_meta(rule.path) ? meta : data;
    const std::string_view field = without_prefix(rule.path);
    if (rule.required && !rule.missing_text.empty()) {
      diagnostics own;
      field_reader probe{in_meta(rule.path) ? candidate.meta : candidate.data, {}, {}, own};
      if (!probe.require(field)) {
        const source_mark& place = candidate.data.mark();
        findings.error(place.file ? place : candidate.mark, candidate.id, rule.missing_text);
        continue;
      }
    } else if (rule.required && !fields.require(field)) {
      continue;
    }
    check_field(rule, field, fields);
  }
  check_members(data);
  check_misplaced(candidate, findings);
  if (lifecycle_)
    read_lifecycle(candidate, findings);
}

// Free fields are the author's; but these names, beside the block that they belong into, are meant for it.
void schema::check_misplaced(const entry& candidate, diagnostics& findings) const {
  const auto warn = [&](const document& written, std::string message, std::string remedy) {
    findings.warn(written.mark().file ? written.mark() : candidate.mark, candidate.id, std::move(message), std::move(remedy));
  };
  if (const document* block = candidate.data.find("lifecycle"); block != nullptr && !instead_of_lifecycle_.empty())
    warn(*block, "lifecycle has no effect on a " + candidate.kind, std::string{instead_of_lifecycle_});
  const auto belongs = [&](std::string_view block, std::string_view name) {
    if (const document* written = candidate.data.find(name); written != nullptr && rule(name) == nullptr)
      warn(*written, "field \"" + std::string{name} + "\" has no effect here", "it belongs under `" + std::string{block} + "`");
  };
  if (lifecycle_)
    for (const std::string_view each : {"auto_start", "restart", "start_timeout", "stop_timeout", "stable_threshold"})
      belongs("lifecycle", each);
  constexpr std::string_view host = "host.";
  for (const field_rule& each : rules_)
    if (each.path.starts_with(host))
      belongs("host", std::string_view{each.path}.substr(host.size()));
}

// A map whose members have rules is known as a whole; one without such is the author's. So are unknown fields of the entry itself and meta.
void schema::check_members(field_reader& data) const {
  for (const field_rule& owner : rules_) {
    if (owner.type != field_type::map || in_meta(owner.path))
      continue;
    const std::string prefix = owner.path + ".";
    std::vector<std::string_view> known;
    for (const field_rule& member : rules_)
      if (std::string_view name = member.path; name.starts_with(prefix)) {
        name.remove_prefix(prefix.size());
        known.push_back(name.substr(0, name.find('.')));
      }
    if (!known.empty())
      data.known_members(without_prefix(owner.path), known);
  }
}

void schema::references(const entry& owner, std::vector<reference>& out) const {
  for (const field_rule& rule : rules_) {
    const document* node = names_entries(rule.type) ? find_field(owner, rule.path) : nullptr;
    if (node == nullptr)
      continue;
    const std::string_view home =
      rule.type == field_type::full_reference ? std::string_view{} : owner.id.ns;
    const auto add = [&](const document& item) {
      if (const std::string* text = item.as_string(); text != nullptr && !text->empty())
        out.push_back({reference::target::entry, resolve_reference(*text, home)});
    };
    add(*node);
    if (const document::list* items = node->as_list())
      for (const document& item : *items)
        add(item);
  }
}

const field_rule& field_values::rule(std::string_view path) const {
  const field_rule* found = rules_.rule(path);
  TROUPE_ASSERT(found != nullptr);
  return *found;
}

bool field_values::has(std::string_view path) const noexcept {
  return find_field(owner_, path) != nullptr;
}

const document* field_values::node(std::string_view path) const noexcept {
  if (const document* given = find_field(owner_, path))
    return given;
  const field_rule* known = rules_.rule(path);
  return known == nullptr || known->fallback.is_null() ? nullptr : &known->fallback;
}

// Each read falls back twice: to the default if the field is absent, to nothing if it has neither.

std::string field_values::string(std::string_view path) const {
  rule(path);
  return read_value(node(path), [](field_reader& r, std::string_view f) { return r.string(f); });
}

std::string field_values::scalar(std::string_view path) const {
  rule(path);
  return read_value(node(path), [](field_reader& r, std::string_view f) { return r.scalar(f); });
}

int64_t field_values::integer(std::string_view path) const {
  TROUPE_ASSERT(rule(path).type == field_type::integer);
  return read_value(node(path),
                    [](field_reader& r, std::string_view f) { return r.integer(f, 0); });
}

double field_values::number(std::string_view path) const {
  TROUPE_ASSERT(rule(path).type == field_type::number);
  return read_value(node(path), [](field_reader& r, std::string_view f) { return r.number(f, 0); });
}

bool field_values::boolean(std::string_view path) const {
  TROUPE_ASSERT(rule(path).type == field_type::boolean);
  return read_value(node(path),
                    [](field_reader& r, std::string_view f) { return r.boolean(f, false); });
}

std::chrono::nanoseconds field_values::duration(std::string_view path) const {
  TROUPE_ASSERT(rule(path).type == field_type::duration);
  return read_value(node(path),
                    [](field_reader& r, std::string_view f) { return r.duration(f, {}); });
}

uint64_t field_values::bytes(std::string_view path) const {
  TROUPE_ASSERT(rule(path).type == field_type::bytes);
  return read_value(node(path), [](field_reader& r, std::string_view f) { return r.bytes(f, 0); });
}

std::vector<std::string> field_values::strings(std::string_view path) const {
  rule(path);
  return read_value(node(path),
                    [](field_reader& r, std::string_view f) { return r.string_or_strings(f); });
}

entry_id field_values::id(std::string_view path) const {
  const bool relative = rule(path).type != field_type::full_reference;
  const std::string text = string(path);
  return text.empty() ? entry_id{}
                      : resolve_reference(text, relative ? std::string_view{owner_.id.ns} : "");
}

std::vector<entry_id> field_values::ids(std::string_view path) const {
  std::vector<entry_id> out;
  for (const std::string& text : strings(path))
    if (!text.empty())
      out.push_back(resolve_reference(text, owner_.id.ns));
  return out;
}

}  // namespace troupe::registry
