#include "runtime/lua/evaluation.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/modules/notes.hpp"
#include "runtime/modules/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace troupe::runtime::lua {

namespace {

constexpr std::string_view blocked_classes[] = {"process", "storage", "network"};

bool holds(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// The class for which the module is refused, or "".
std::string_view forbidden_class(std::string_view module, const std::vector<std::string>& allowed) {
  const std::string_view tags = modules::notes_of(module).tags;
  for (const std::string_view each : blocked_classes)
    if (modules::has_tag(tags, each) && !holds(allowed, each))
      return each;
  return {};
}

caf::error check_modules(const std::vector<std::string>& names,
                         const std::vector<std::string>& allowed) {
  for (const std::string& name : names)
    if (const std::string_view why = forbidden_class(name, allowed); !why.empty())
      return make_error(
        errc::internal,
        fmt::format("{}: module \"{}\" is forbidden: its class is {} (allow_classes = {{\"{}\"}})",
                    evaluation_name, name, why, why));
  return caf::none;
}

// The libraries as this code may have them: copies, since what a library declares is cut to what is granted.
class confined_libraries {
public:
  confined_libraries(const eval_request& what, const std::vector<std::string>& modules,
                     const source_lookup& all)
      : what_(what),
        modules_(modules),
        all_(all) {}

  const source_entry* find(const entry_id& id) {
    const std::string name = id.text();
    if (const auto known = copies_.find(name); known != copies_.end())
      return &known->second;
    const source_entry* original = all_(id);
    if (original == nullptr)
      return nullptr;
    source_entry& copy = copies_[name] = *original;
    std::erase_if(copy.modules, [&](const std::string& each) {
      return !forbidden_class(each, what_.allowed_classes).empty();
    });
    std::erase_if(copy.imports, [&](const auto& each) {  // a built-in module under another name
      const entry_id target = entry_id::parse(each.second);
      return target.ns.empty() && !forbidden_class(target.name, what_.allowed_classes).empty();
    });
    add(copy.modules, modules_);
    for (const eval_request::import& each : what_.imports)
      if (each.library == name)
        add(copy.modules, each.modules);
    return &copy;
  }

private:
  static void add(std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (const std::string& each : more)
      if (!holds(to, each))
        to.push_back(each);
  }

  const eval_request& what_;
  const std::vector<std::string>& modules_;
  const source_lookup& all_;
  std::map<std::string, source_entry> copies_;
};

std::vector<std::string> modules_for(const eval_request& what) {
  if (!what.modules.empty())
    return what.modules;
  std::vector<std::string> all;
  for (const modules::module_entry& each : modules::all())
    if (each.open != nullptr && forbidden_class(each.name, what.allowed_classes).empty())
      all.emplace_back(each.name);
  return all;
}

caf::error as_internal(const caf::error& why) {
  return make_error(errc::internal, message_of(why));
}

}  // namespace

caf::expected<std::shared_ptr<const program>> build_evaluation(const eval_request& what,
                                                               const source_lookup& libraries) {
  source_entry code;
  code.id = {{}, std::string{evaluation_name}};
  code.source = what.source;
  code.method = what.method;
  code.modules = modules_for(what);
  if (caf::error problem = check_modules(what.modules, what.allowed_classes))
    return problem;
  // What is granted to one library alone may be of any class: whoever grants it needs `eval.module` for it, and the code cannot name it.
  for (const eval_request::import& each : what.imports) {
    const entry_id target = entry_id::parse(each.library);
    if (target.ns.empty())
      if (caf::error problem = check_modules({target.name}, what.allowed_classes))
        return problem;
    code.imports.emplace_back(each.alias, each.library);
  }
  confined_libraries confined{what, code.modules, libraries};
  auto built = build_program(
    code, [&](const entry_id& id) { return confined.find(id); },
    confinement{what.globals, limits::evaluation_resumes_max});
  if (!built)
    return as_internal(built.error());
  return built;
}

}  // namespace troupe::runtime::lua
