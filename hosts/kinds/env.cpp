// `env.storage.*` and `env.variable`: the application's environment (io-modules.md section 10).
//
// A variable that cannot be (a bad name, no storage) is said aloud and left out; its entry stays, as on the platform.
#include "config/log.hpp"
#include "hosts/env_storages.hpp"
#include "hosts/kinds/kinds.hpp"
#include "registry/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace troupe::hosts {

namespace {

using registry::field_type;

registry::schema fields_of(std::string_view kind) {
  registry::schema fields;
  if (kind == "env.storage.file")
    fields.required("file_path", field_type::string)
      .optional("auto_create", field_type::boolean, document{false})
      .optional("file_mode", field_type::integer, document{0644})
      .at_least(0)
      .at_most(07777)
      .optional("dir_mode", field_type::integer, document{0755})
      .at_least(0)
      .at_most(07777);
  else if (kind == "env.storage.static")
    fields.required("values", field_type::map);
  else if (kind == "env.storage.router")
    fields.required("storages", field_type::strings);
  else if (kind == "env.variable")
    fields.required("storage", field_type::full_reference)
      .optional("variable", field_type::string)
      .optional("default", field_type::scalar)
      .optional("readonly", field_type::boolean, document{false});
  return fields;
}

using env_definitions = std::map<std::string, registry::kind_definition*, std::less<>>;

bool is_name(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// `table` is where a router finds the storages that it asks.
std::shared_ptr<actors::env_storage> read_storage(const registry::entry& from, const registry::schema& fields, const actors::env_table& table) {
  const registry::field_values values{from, fields};
  if (from.kind == "env.storage.memory")
    return make_memory_storage();
  if (from.kind == "env.storage.os")
    return make_os_storage();
  if (from.kind == "env.storage.router")
    return make_router_storage(table, values.strings("storages"));
  if (from.kind == "env.storage.static") {
    std::map<std::string, std::string> texts;
    if (const document* list = values.node("values"); list != nullptr && list->as_map() != nullptr)
      for (const auto& [key, value] : *list->as_map())
        texts[key] = value.scalar_text();
    return make_static_storage(std::move(texts));
  }
  env_file_settings settings;
  settings.path = values.string("file_path");
  settings.create = values.boolean("auto_create");
  settings.file_mode = static_cast<unsigned>(values.integer("file_mode"));
  settings.folder_mode = static_cast<unsigned>(values.integer("dir_mode"));
  return make_file_storage(std::move(settings));
}

// What the variables of a state hold before its entries are real: those that name them by placeholders are checked together with them.
//
// Entries that are wrong count as absent here; that they are wrong is said of them. A variable that names itself, also through others, is
// unset where it does.
class state_variables {
public:
  state_variables(const registry::snapshot& state, const env_definitions& definitions, const actors::env_table& live)
    : state_(state), definitions_(definitions), live_(live) {
    for (const registry::entry_ptr& each : state_.of_kind("env.variable"))
      if (const std::string_view name = registry::string_field(*each, "variable"); !name.empty())
        by_name_.emplace(name, each->id);
    // Twice: storages that name variables themselves find those of the others.
    for (const bool with_placeholders : {false, true}) {
      for (const auto& [kind, definition] : definitions_)
        if (kind != "env.variable")
          for (const registry::entry_ptr& each : state_.of_kind(kind))
            if (registry::has_placeholders(each->data) == with_placeholders)
              add_storage(*each);
      storages_.publish(known_, {});
    }
  }

  std::optional<std::string> get(const std::string& name, const std::string& home) {
    const auto named = by_name_.find(name);
    const registry::entry* from = state_.find(named != by_name_.end() ? named->second : entry_id::parse(name));
    if (from == nullptr)
      from = state_.find(entry_id::relative(name, home));
    if (from == nullptr || from->kind != "env.variable" || !asked_.insert(from->id).second)
      return std::nullopt;
    std::optional<std::string> found = value_of(*from);
    asked_.erase(from->id);
    return found;
  }

private:
  // Nothing if it is wrong.
  std::optional<registry::entry> readable(const registry::entry& from) {
    registry::entry made = from;
    auto data = registry::resolve_placeholders(from.data, [&](const std::string& name) { return get(name, from.id.ns); });
    if (!data)
      return std::nullopt;
    made.data = std::move(*data);
    diagnostics findings;
    const registry::kind_definition& kind = *definitions_.at(from.kind);
    kind.fields.check(made, findings);
    registry::validation_context context{state_, state_, findings};
    if (findings.error_count() == 0 && kind.validate)
      kind.validate(made, context);
    return findings.error_count() == 0 ? std::optional{std::move(made)} : std::nullopt;
  }

  void add_storage(const registry::entry& from) {
    const std::string id = from.id.text();
    const auto live = from.kind == "env.storage.memory" ? live_.storage(id) : nullptr;  // with what was written into it
    if (live != nullptr)
      known_[id] = live;
    else if (const auto made = readable(from))
      known_[id] = read_storage(*made, definitions_.at(from.kind)->fields, storages_);
  }

  std::optional<std::string> value_of(const registry::entry& from) {
    const auto made = readable(from);
    if (!made)
      return std::nullopt;
    const registry::field_values values{*made, definitions_.at(from.kind)->fields};
    const std::string name = values.string("variable");
    if (!is_name(name))
      return std::nullopt;
    if (const auto storage = storages_.storage(values.id("storage").text())) {
      auto stored = storage->get(name.empty() ? from.id.text() : name);
      if (stored && stored->has_value() && !(*stored)->empty())
        return std::move(**stored);
    }
    std::string fallback = values.scalar("default");
    return fallback.empty() ? std::nullopt : std::optional{std::move(fallback)};
  }

  const registry::snapshot state_;
  const env_definitions& definitions_;
  const actors::env_table& live_;
  std::map<std::string, entry_id, std::less<>> by_name_;
  actors::env_table::storages known_;
  actors::env_table storages_;
  std::set<entry_id> asked_;
};

class env_kinds final : public registry::kind_handler {
public:
  explicit env_kinds(actors::env_table& table) : table_(table) {}

  void define(registry::kind_table& kinds) {
    for (const char* name : {"env.storage.memory", "env.storage.os", "env.storage.file", "env.storage.static", "env.storage.router",
                             "env.variable"})
      definitions_[name] = &kinds.add({.name = name, .fields = fields_of(name), .handler = this, .validate = check});
    kinds.variables_from([this](const registry::snapshot& state) -> registry::home_lookup {
      const auto variables = std::make_shared<state_variables>(state, definitions_, table_);
      return [variables](const std::string& name, const std::string& home) { return variables->get(name, home); };
    });
  }

  void begin() override { contents_.begin(); }

  caf::error create(const registry::entry& made) override {
    if (made.kind == "env.variable") {
      contents_.working().variables.push_back({made.id.text(), read_variable(made)});
      return {};
    }
    contents_.working().storages[made.id.text()] = read_storage(made, definitions_.at(made.kind)->fields, table_);
    return {};
  }

  // What a memory storage holds outlives a change of its entry's meta.
  caf::error update(const registry::entry& before, const registry::entry& after) override {
    if (before.kind == after.kind && after.kind == "env.storage.memory")
      return {};
    if (before.kind == after.kind && after.kind == "env.variable") {
      const auto found = find(after.id.text());
      if (found != contents_.working().variables.end()) {
        found->what = read_variable(after);
        return {};
      }
    }
    if (const caf::error problem = remove(before))
      return problem;
    return create(after);
  }

  caf::error remove(const registry::entry& gone) override {
    if (gone.kind == "env.variable") {
      if (const auto found = find(gone.id.text()); found != contents_.working().variables.end())
        contents_.working().variables.erase(found);
    } else {
      contents_.working().storages.erase(gone.id.text());
    }
    return {};
  }

  caf::error commit() override {
    contents_.commit();
    publish();
    return {};
  }
  void discard() override {
    contents_.discard();
    publish();
  }

private:
  struct declared {
    std::string id;
    std::optional<actors::env_variable> what;  // nothing: said to be wrong
  };
  struct contents {
    actors::env_table::storages storages;
    std::vector<declared> variables;  // in order of their creation
  };

  std::vector<declared>::iterator find(const std::string& id) {
    return std::find_if(contents_.working().variables.begin(), contents_.working().variables.end(), [&](const declared& each) { return each.id == id; });
  }

  void publish() {
    std::vector<actors::env_variable> variables;
    for (const declared& each : contents_.current().variables)
      if (each.what)
        variables.push_back(*each.what);
    table_.publish(contents_.current().storages, std::move(variables));
  }

  std::optional<actors::env_variable> read_variable(const registry::entry& from) const {
    const registry::field_values values{from, definitions_.at("env.variable")->fields};
    actors::env_variable made;
    made.id = from.id.text();
    made.public_name = values.string("variable");
    made.storage = values.id("storage").text();
    made.fallback = values.scalar("default");
    made.read_only = values.boolean("readonly");
    if (!is_name(made.public_name)) {
      log::warn("env", fmt::format("{}: \"{}\" is no name for a variable: use letters, digits and _; it is not declared", made.id,
                                   made.public_name));
      return std::nullopt;
    }
    return made;
  }

  static void check(const registry::entry& candidate, registry::validation_context& context) {
    const document* storages = registry::find_field(candidate, "storages");
    if (candidate.kind == "env.storage.router" && storages != nullptr && storages->as_list() != nullptr && storages->as_list()->empty())
      context.error(candidate, "storages", "a router needs at least one storage", "list the ids of env.storage.* entries");
  }

  actors::env_table& table_;
  env_definitions definitions_;
  transacted<contents> contents_;
};

}  // namespace

std::unique_ptr<registry::kind_handler> define_env_kinds(registry::kind_table& table, kind_environment& around) {
  auto made = std::make_unique<env_kinds>(around.node.variables());
  made->define(table);
  return made;
}

}  // namespace troupe::hosts
