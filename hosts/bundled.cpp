#include "hosts/bundled.hpp"

#include "config/yaml.hpp"
#include "hosts/bundled/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::hosts {

using registry::entry;

namespace {

constexpr std::string_view test_module = "wippy/test";
constexpr std::string_view terminal_module = "wippy/terminal";

std::string_view text_of(std::string_view module, std::string_view name) noexcept {
  for (const bundled_file* each = bundled_files; !each->module.empty(); ++each)
    if (each->module == module && each->name == name)
      return each->text;
  return {};
}

// `wippy/test` defines the namespace `wippy.test`.
std::string namespace_of(std::string_view module) {
  std::string ns{module};
  std::replace(ns.begin(), ns.end(), '/', '.');
  return ns;
}

bool has_namespace(const std::vector<entry>& entries, const std::string& ns) {
  return std::any_of(entries.begin(), entries.end(), [&](const entry& each) { return each.id.ns == ns; });
}

bool is_test_command(const entry& candidate) {
  const document* command = candidate.meta.find("command");
  const document* use_case = command == nullptr || !command->is_map() ? nullptr : command->find("use_case");
  const document* name = command == nullptr || !command->is_map() ? nullptr : command->find("name");
  // One that is called so is meant, too: two of that name could not be told apart.
  const bool called_so = use_case == nullptr && name != nullptr && name->scalar_text() == "test";
  return candidate.kind.starts_with("process.") && (called_so || (use_case != nullptr && use_case->scalar_text() == "test"));
}

bool asks_for(const entry& each, std::string_view module, const std::string& ns) {
  if (each.kind == "ns.dependency")
    return registry::string_field(each, "component") == module;
  const document* imports = registry::find_field(each, "imports");
  if (imports == nullptr || !imports->is_map())
    return false;
  return std::any_of(imports->as_map()->begin(), imports->as_map()->end(),
                     [&](const auto& item) { return entry_id::parse(item.second.scalar_text()).ns == ns; });
}

// The entries of a module: the files' own form is that of every bundle, but they are texts here.
std::vector<entry> read_module(std::string_view module, diagnostics& findings) {
  const auto file = std::make_shared<const std::string>(fmt::format("{}/_index.yaml", module));
  const auto tree = parse_yaml(text_of(module, "_index.yaml"), file, findings);
  std::vector<entry> found;
  const document* list = tree ? tree->find("entries") : nullptr;
  if (list == nullptr || !list->is_list())
    return found;
  for (const document& fields : *list->as_list()) {
    entry made;
    made.id = {namespace_of(module), fields.find("name")->scalar_text()};
    made.kind = fields.find("kind")->scalar_text();
    made.mark = fields.mark();
    made.module = module;
    document::map data;
    for (const auto& [key, value] : *fields.as_map()) {
      if (key == "meta")
        made.meta = value;
      if (key == "name" || key == "kind" || key == "meta")
        continue;
      document field = value;
      if (const std::string text = field.scalar_text(); key == "source" && text.starts_with("file://")) {
        const std::string name = text.substr(7);
        field = document{std::string{text_of(module, name)}};
        field.mark({std::make_shared<const std::string>(fmt::format("{}/{}", module, name)), 1, 1});
      }
      data.emplace_back(key, std::move(field));
    }
    made.meta.set("module", made.module);
    made.data = document{std::move(data)};
    made.data.mark(fields.mark());
    found.push_back(std::move(made));
  }
  return found;
}

void add(std::vector<entry>& entries, std::vector<entry> more) {
  entries.insert(entries.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  std::sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) { return a.id < b.id; });
}

}  // namespace

std::optional<std::vector<entry>> bundled_module(std::string_view module, diagnostics& findings) {
  if (module != test_module && module != terminal_module)
    return std::nullopt;
  return read_module(module, findings);
}

void add_bundled_modules(std::vector<entry>& entries, wants_tests tests, diagnostics& findings) {
  const auto asked = [&](std::string_view module) {
    const std::string ns = namespace_of(module);
    return !has_namespace(entries, ns)
           && std::any_of(entries.begin(), entries.end(), [&](const entry& each) { return asks_for(each, module, ns); });
  };
  const bool has_command = std::any_of(entries.begin(), entries.end(), is_test_command);
  const bool needs_command = tests == wants_tests::yes && !has_command && !has_namespace(entries, namespace_of(test_module));
  if (needs_command || asked(test_module)) {
    std::vector<entry> more = read_module(test_module, findings);
    if (has_command)
      std::erase_if(more, is_test_command);
    add(entries, std::move(more));
  }
  const bool has_terminal = std::any_of(entries.begin(), entries.end(), [](const entry& each) { return each.kind == "terminal.host"; });
  if ((tests == wants_tests::yes && !has_terminal) || asked(terminal_module))
    if (!has_namespace(entries, namespace_of(terminal_module)))
      add(entries, read_module(terminal_module, findings));
}

}  // namespace troupe::hosts
