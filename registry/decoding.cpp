#include "registry/decoding.hpp"

#include "registry/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace troupe::registry {

namespace {

bool stays_text(const field_rule* rule) {
  if (rule == nullptr)
    return false;
  switch (rule->type) {
    case field_type::string:
    case field_type::scalar:
    case field_type::strings:
    case field_type::string_or_strings:
    case field_type::reference:
    case field_type::full_reference:
    case field_type::references: return true;
    default: return false;
  }
}

class decoder {
public:
  decoder(const entry& owner, const schema& rules, const home_lookup& variables, diagnostics& findings)
      : owner_(owner),
        rules_(rules),
        findings_(findings),
        look_up_([&variables, &owner](const std::string& name) { return variables(name, owner.id.ns); }) {}

  // Null where a variable is missing.
  entry_ptr run() {
    auto made = std::make_shared<entry>(owner_);
    made->decoded = nullptr;
    if (document::map* fields = made->data.as_map())
      for (auto& [name, value] : *fields)
        if (resolves_placeholders(owner_.kind, name))
          resolve(value, name);
    return failed_ ? nullptr : made;
  }

private:
  void resolve(document& node, const std::string& path) {
    if (const std::string* text = node.as_string(); text != nullptr && has_placeholders(node)) {
      auto value = value_of(node, *text, path);
      if (!value)
        return report(node, *text, path);
      value->mark(node.mark());
      node = std::move(*value);
      return;
    }
    if (document::list* items = node.as_list())
      for (document& item : *items)
        resolve(item, path);
    if (document::map* members = node.as_map())
      for (auto& [name, value] : *members)
        resolve(value, path + '.' + name);
  }

  // A host named 42 stays a name.
  caf::expected<document> value_of(const document& node, const std::string& text, const std::string& path) const {
    const field_rule* rule = rules_.rule(path);
    if (!stays_text(rule != nullptr ? rule : rules_.rule("data." + path)))
      return resolve_placeholders(node, look_up_);
    auto filled = fill_placeholders(text, look_up_);
    if (!filled)
      return filled.error();
    return document{std::move(*filled)};
  }

  void report(const document& node, const std::string& text, const std::string& path) {
    failed_ = true;
    std::string missing;
    for (const std::string& name : placeholder_names(text))
      if (caf::expected<std::string> alone = fill_placeholders("${env:" + name + '}', look_up_); !alone && missing.empty())
        if (text.find(name + '|') == std::string::npos)
          missing = name;
    findings_.error(node.mark().file ? node.mark() : owner_.mark, owner_.id,
                    fmt::format("field \"{}\": the variable {} is not set", path, missing),
                    fmt::format("declare an env.variable of that name whose storage holds a value, or write a default: "
                                "${{env:{}|default}}", missing));
  }

  const entry& owner_;
  const schema& rules_;
  diagnostics& findings_;
  const variable_lookup look_up_;
  bool failed_ = false;
};

bool is_to_decode(const entry& what, const kind_definition* kind) {
  const document::map* fields = what.data.as_map();
  return kind != nullptr && kind->state == kind_state::handled && fields != nullptr
         && std::any_of(fields->begin(), fields->end(), [&](const auto& field) {
              return resolves_placeholders(what.kind, field.first) && has_placeholders(field.second);
            });
}

}  // namespace

decoded_entries decode(change_set& operations, const snapshot& after, const kind_table& kinds, diagnostics& findings) {
  decoded_entries out;
  std::optional<home_lookup> variables;  // asked for once, and only if somebody needs it
  for (operation& each : operations) {
    if (each.kind == action::remove)
      continue;
    const kind_definition* kind = kinds.find(each.item->kind);
    const bool holds = is_to_decode(*each.item, kind);
    if (!holds && each.item->decoded == nullptr)
      continue;
    auto made = std::make_shared<entry>(*each.item);
    made->decoded = nullptr;
    if (holds) {
      if (!variables)
        variables = kinds.variables_in(after);
      made->decoded = decoder{*made, kind->fields, *variables, findings}.run();
      if (made->decoded == nullptr)
        out.unreadable.insert(made->id);
    }
    each.item = std::move(made);
    out.any = true;
  }
  return out;
}

}  // namespace troupe::registry
