#include "runtime/lua/program.hpp"

#include "config/errc.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/modules/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace troupe::runtime::lua {

namespace {

class builder {
public:
  builder(const source_lookup& libraries, program& into) : libraries_(libraries), into_(into) {}

  // Adds the entry and, before it, what it imports. Answers its position.
  caf::expected<size_t> add(const source_entry& entry) {
    const std::string name = entry.id.text();
    if (const auto known = positions_.find(name); known != positions_.end())
      return known->second;
    if (std::find(open_.begin(), open_.end(), name) != open_.end())
      return make_error(errc::invalid, fmt::format("{}: import cycle: {} -> {}", name, fmt::join(open_, " -> "), name));
    open_.push_back(name);
    unit made;
    made.id = entry.id;
    made.chunk_name = name;
    if (caf::error problem = add_modules(entry, made))
      return problem;
    if (caf::error problem = add_imports(entry, made))
      return problem;
    std::string file = entry.place.file ? *entry.place.file : name;
    const bool made_up = into_.confined && entry.id == into_.id;
    auto chunk = compile_chunk(entry.source, name, file, made_up ? chunk_use::once : chunk_use::often);
    if (!chunk)
      return with_context(chunk.error(), name);
    made.bytecode = std::move(*chunk);
    if (entry.source.find("_G") != std::string::npos)
      into_.touches_globals = true;
    into_.units.push_back(std::move(made));
    open_.pop_back();
    return positions_[name] = into_.units.size() - 1;
  }

private:
  static caf::error unknown_module(const source_entry& entry, std::string_view module) {
    std::string text = fmt::format("{}: unknown module \"{}\"", entry.id.text(), module);
    if (const std::string_view near = modules::nearest(module); !near.empty())
      text += fmt::format(" (did you mean \"{}\"?)", near);
    return make_error(errc::not_found, std::move(text));
  }

  caf::error add_modules(const source_entry& entry, unit& made) {
    for (const std::string& module : entry.modules) {
      if (is_always_there(module))  // may be listed, which changes nothing
        continue;
      if (!modules::known(module))
        return unknown_module(entry, module);
      made.modules.push_back(module);
    }
    return caf::none;
  }

  caf::error add_imports(const source_entry& entry, unit& made) {
    for (const auto& [alias, target] : entry.imports) {
      if (alias.empty() || target.empty())
        return make_error(errc::invalid, entry.id.text() + ": an import needs an alias and a target: `alias: ns:library`");
      const entry_id id = entry_id::parse(target);
      if (id.ns.empty()) {  // a bare or `:name` value means the built-in module of that name
        if (!modules::known(id.name))
          return unknown_module(entry, id.name);
        made.imports.push_back({alias, 0, id.name});
        continue;
      }
      const source_entry* library = libraries_(id);
      if (library == nullptr)
        return make_error(errc::not_found, fmt::format("{}: import \"{}\": no library entry {}", entry.id.text(), alias, target));
      auto position = add(*library);
      if (!position)
        return position.error();
      made.imports.push_back({alias, *position, {}});
    }
    return caf::none;
  }

  const source_lookup& libraries_;
  program& into_;
  std::unordered_map<std::string, size_t> positions_;
  std::vector<std::string> open_;
};

// One name may not mean two things in a machine (lua-language.md section 1.3) when one entry says so twice.
caf::error check_aliases(const source_entry& entry) {
  for (size_t i = 0; i < entry.imports.size(); ++i)
    for (size_t j = i + 1; j < entry.imports.size(); ++j)
      if (entry.imports[i].first == entry.imports[j].first && entry.imports[i].second != entry.imports[j].second)
        return make_error(errc::invalid, fmt::format("{}: alias \"{}\" names both {} and {}", entry.id.text(),
                                                     entry.imports[i].first, entry.imports[i].second, entry.imports[j].second));
  return caf::none;
}

}  // namespace

caf::expected<std::shared_ptr<const program>> build_program(const source_entry& entry, const source_lookup& libraries,
                                                            std::optional<confinement> confined) {
  if (caf::error problem = check_aliases(entry))
    return problem;
  auto made = std::make_shared<program>();
  made->id = entry.id;
  made->method = entry.method;
  made->confined = std::move(confined);
  builder units{libraries, *made};
  if (auto added = units.add(entry); !added)
    return added.error();
  return std::shared_ptr<const program>{std::move(made)};
}

}  // namespace troupe::runtime::lua
