#include "registry/references.hpp"

#include "registry/placeholders.hpp"

#include <algorithm>
#include <array>

namespace troupe::registry {

namespace {

class collector {
public:
  explicit collector(const entry& owner) : owner_(owner) {}

  void all() {
    if (const document* targets = owner_.meta.find("depends_on"))
      each_text(*targets, [this](const std::string& text) { dependency(text); });
    for (const std::string_view name : {"parent", "groups", "server", "router"})
      member(owner_.meta, name);
    const document::map* fields = owner_.data.as_map();
    if (fields == nullptr)
      return;
    for (const auto& [name, value] : *fields) {
      if (is_reference_field(name))
        texts(value);
      if (value.is_map() && name != "lifecycle")
        member(value, "depends_on");
    }
    imports();
    lifecycle();
    if (const document* dead_letter = owner_.data.find("dead_letter"))
      member(*dead_letter, "queue");
    contracts();
    children();
    variables(owner_.data);
    for (const auto& [name, value] : *fields)
      if (resolves_placeholders(owner_.kind, name))
        placeholders(value);
  }

  std::vector<reference> take() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

private:
  static bool is_reference_field(std::string_view name) {
    constexpr std::array<std::string_view, 18> names{
      "groups",  "config",   "depends_on", "func",    "fs",       "host",
      "process", "database", "driver",     "queue",   "set",      "store",
      "storage", "storages", "client",     "network", "policies", "server"};
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  template <class Visit>
  static void each_text(const document& node, const Visit& visit) {
    if (const std::string* text = node.as_string())
      visit(*text);
    if (const document::list* items = node.as_list())
      for (const document& item : *items)
        if (const std::string* text = item.as_string())
          visit(*text);
  }

  void texts(const document& node) {
    each_text(node, [this](const std::string& text) { one(text); });
  }

  void member(const document& map, std::string_view name) {
    if (const document* value = map.find(name))
      texts(*value);
  }

  void one(std::string_view text) {
    if (!text.empty())
      found_.push_back({reference::target::entry, resolve_reference(text, owner_.id.ns)});
  }

  // `meta.depends_on` also names whole namespaces and groups.
  void dependency(std::string_view text) {
    if (text.starts_with("ns:"))
      found_.push_back({reference::target::name_space, {"", std::string{text.substr(3)}}});
    else if (text.starts_with("group:"))
      found_.push_back({reference::target::group, {"", std::string{text.substr(6)}}});
    else
      one(text);
  }

  // Never relative: without a namespace a module of the host is meant.
  void imports() {
    const document* map = owner_.data.find("imports");
    if (map == nullptr || !map->is_map())
      return;
    for (const auto& [alias, value] : *map->as_map())
      if (const std::string* text = value.as_string())
        if (entry_id id = entry_id::parse(*text); !id.ns.empty())
          found_.push_back({reference::target::entry, std::move(id)});
  }

  void lifecycle() {
    const document* block = owner_.data.find("lifecycle");
    if (block == nullptr)
      return;
    member(*block, "requires");
    member(*block, "depends_on");
    if (const document* security = block->find("security")) {
      member(*security, "groups");
      member(*security, "policies");
    }
  }

  void contracts() {
    const document* list = owner_.data.find("contracts");
    if (list == nullptr || !list->is_list())
      return;
    for (const document& contract : *list->as_list()) {
      member(contract, "contract");
      const document* methods = contract.find("methods");
      if (methods != nullptr && methods->is_map())
        for (const auto& [name, function] : *methods->as_map())
          texts(function);
    }
  }

  // Of a supervisor: ids, or maps with an id.
  void children() {
    const document* list = owner_.data.find("children");
    if (list == nullptr || !list->is_list())
      return;
    texts(*list);
    for (const document& child : *list->as_list())
      member(child, "id");
  }

  // Fields `<name>_env` at any depth.
  void variables(const document& node) {
    if (const document::map* members = node.as_map())
      for (const auto& [name, value] : *members) {
        if (name.ends_with("_env") && value.is_string())
          one(*value.as_string());
        else
          variables(value);
      }
    if (const document::list* items = node.as_list())
      for (const document& item : *items)
        variables(item);
  }

  // Texts that name variables by `${env:NAME}`.
  void placeholders(const document& node) {
    if (const std::string* text = node.as_string())
      for (const std::string& name : placeholder_names(*text))
        found_.push_back({reference::target::variable, resolve_reference(name, owner_.id.ns)});
    if (const document::map* members = node.as_map())
      for (const auto& [name, value] : *members)
        placeholders(value);
    if (const document::list* items = node.as_list())
      for (const document& item : *items)
        placeholders(item);
  }

  const entry& owner_;
  std::vector<reference> found_;
};

}  // namespace

entry_id resolve_reference(std::string_view text, std::string_view home) {
  return entry_id::relative(text, home);
}

bool resolves_placeholders(std::string_view kind, std::string_view field) noexcept {
  return field != "source" || !kind.ends_with(".lua");
}

std::vector<reference> references_of(const entry& owner) {
  collector collect{owner};
  collect.all();
  return collect.take();
}

std::vector<entry_id> required_services(const entry& owner) {
  std::vector<entry_id> out;
  for (const std::string_view path : {"lifecycle.requires", "lifecycle.depends_on"}) {
    const document* node = find_field(owner, path);
    if (node == nullptr)
      continue;
    const auto add = [&](const document& item) {
      if (const std::string* text = item.as_string(); text != nullptr && !text->empty()) {
        entry_id id = resolve_reference(*text, owner.id.ns);
        if (std::find(out.begin(), out.end(), id) == out.end())
          out.push_back(std::move(id));
      }
    };
    add(*node);
    if (const document::list* items = node->as_list())
      for (const document& item : *items)
        add(item);
  }
  return out;
}

}  // namespace troupe::registry
