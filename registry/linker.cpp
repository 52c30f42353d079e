#include "registry/linker.hpp"

#include "config/document_path.hpp"
#include "config/field_reader.hpp"
#include "registry/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace troupe::registry {

namespace {

// One `parameters` item of a dependency.
struct parameter {
  const entry* dependency;
  std::string component;  // org/module
  std::string name;
  const document* value;
};

std::string dotted(std::string component) {
  std::replace(component.begin(), component.end(), '/', '.');
  return component;
}

std::vector<parameter> parameters_of(const entry& dependency, diagnostics& findings) {
  std::vector<parameter> out;
  field_reader fields{dependency.data, dependency.mark, dependency.id, findings};
  const std::string component = fields.string("component");
  const document* list = fields.list("parameters");
  if (list == nullptr)
    return out;
  for (const document& item : *list->as_list()) {
    field_reader one{item, dependency.mark, dependency.id, findings, "parameters."};
    const document* value = item.find("value");
    if (one.require("name") && value != nullptr)
      out.push_back({&dependency, component, one.string("name"), value});
  }
  return out;
}

bool supplies(const parameter& given, const entry& requirement) {
  const std::string_view module = string_field(requirement, "meta.module");
  const std::string home = dotted(given.component);
  const size_t colon = given.name.find(':');
  if (colon == std::string::npos)
    return given.name == requirement.id.name
           && (requirement.id.ns == home || (!module.empty() && module == given.component));
  if (given.name == requirement.id.text())
    return true;
  return given.name.substr(0, colon) == home && module == given.component
         && given.name.substr(colon + 1) == requirement.id.name;
}

class linker {
public:
  linker(std::vector<entry>& entries, severity without_value, diagnostics& findings)
    : without_value_(without_value), findings_(findings) {
    for (entry& each : entries)
      by_id_[each.id] = &each;
    for (const entry& each : entries) {
      if (each.kind != "ns.dependency")
        continue;
      auto own = parameters_of(each, findings_);
      parameters_.insert(parameters_.end(), own.begin(), own.end());
    }
  }

  void link(const entry& requirement) {
    const document* value = value_for(requirement);
    if (value == nullptr)
      return;
    field_reader fields{requirement.data, requirement.mark, requirement.id, findings_};
    const document* targets = fields.list("targets");
    if (targets == nullptr || targets->as_list()->empty()) {
      fields.error("targets", "expected at least one target");
      return;
    }
    const document constant = *value;  // a target may be the entry that holds it
    for (const document& target : *targets->as_list())
      inject(requirement, target, constant);
  }

private:
  // The value, or null: then nothing is to be done, and why has been said.
  const document* value_for(const entry& requirement) {
    const parameter* chosen = nullptr;
    for (const parameter& given : parameters_) {
      if (!supplies(given, requirement))
        continue;
      if (chosen != nullptr && chosen->value->scalar_text() != given.value->scalar_text()) {
        findings_.error(given.value->mark(), requirement.id,
                        fmt::format("{} gives \"{}\" and {} gives \"{}\"",
                                    chosen->dependency->id.text(), chosen->value->scalar_text(),
                                    given.dependency->id.text(), given.value->scalar_text()),
                        "let all dependencies give one value");
        return nullptr;
      }
      if (chosen == nullptr)
        chosen = &given;
    }
    if (chosen != nullptr)
      return chosen->value;
    const document* fallback = find_field(requirement, "default");
    if (fallback == nullptr)
      findings_.add({without_value_, requirement.mark, requirement.id, "requirement has no value",
                     "give it a default, or a parameter in the ns.dependency entry of its module"});
    return fallback;
  }

  void inject(const entry& requirement, const document& target, const document& value) {
    const source_mark where = target.mark().file ? target.mark() : requirement.mark;
    const auto text_of = [&](std::string_view name) -> std::string {
      const document* node = target.find(name);
      return node == nullptr ? std::string{} : node->scalar_text();
    };
    const std::string named = text_of("entry");
    std::string path = text_of("path");
    if (named.empty() || path.empty())
      return findings_.error(where, requirement.id, "a target needs `entry` and `path`");
    const entry_id id = resolve_reference(named, requirement.id.ns);
    const auto found = by_id_.find(id);
    if (found == by_id_.end())
      return findings_.error(where, requirement.id,
                             fmt::format("target {}: no such entry", id.text()),
                             did_you_mean(nearest_entry(id)));
    const bool append = path.ends_with("+=");
    if (append)
      path.erase(path.size() - 2);
    path.erase(path.find_last_not_of(' ') + 1);
    document& field = field_of(*found->second, path);
    if (append)
      append_to(field, value, where, requirement, id, path);
    else
      field = value;
  }

  static document& field_of(entry& target, std::string_view path) {
    if (path.starts_with('.'))
      path.remove_prefix(1);
    if (path.starts_with("meta."))
      return make_path(target.meta, path.substr(5));
    if (path.starts_with("data."))
      path.remove_prefix(5);
    return make_path(target.data, path);
  }

  void append_to(document& field, const document& value, const source_mark& where,
                 const entry& requirement, const entry_id& target, const std::string& path) {
    if (field.is_null())
      field = document::list{};
    document::list* items = field.as_list();
    if (items == nullptr)
      return findings_.error(where, requirement.id,
                             fmt::format("target {}: cannot append to {}, which is a {}",
                                         target.text(), path, field.type_name()));
    const std::string text = value.scalar_text();
    if (std::none_of(items->begin(), items->end(),
                     [&](const document& item) { return item.scalar_text() == text; }))
      items->push_back(value);
  }

  std::string nearest_entry(const entry_id& wanted) const {
    std::vector<entry_id> ids;
    for (const auto& [id, each] : by_id_)
      ids.push_back(id);
    std::sort(ids.begin(), ids.end());  // of two names as close the same one in every run
    return nearest_id(wanted, ids);
  }

  const severity without_value_;
  diagnostics& findings_;
  std::unordered_map<entry_id, entry*> by_id_;
  std::vector<parameter> parameters_;
};

}  // namespace

void link_requirements(std::vector<entry>& entries, diagnostics& findings, const link_options& how) {
  const auto counts = [&](const entry& each) {
    return each.kind == "ns.requirement" && (!how.of_interest || how.of_interest(each));
  };
  if (std::none_of(entries.begin(), entries.end(), counts))
    return;
  linker link{entries, how.without_value, findings};
  for (const entry& each : entries)
    if (counts(each))
      link.link(each);
}

}  // namespace troupe::registry
