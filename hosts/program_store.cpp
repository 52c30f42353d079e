#include "hosts/program_store.hpp"

#include "config/log.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/lua/evaluation.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/modules/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace troupe::hosts {

using registry::entry;
using runtime::lua::source_entry;

namespace {

constexpr std::string_view library_kind = "library.lua";
constexpr std::string_view function_kind = "function.lua";

actors::function_pool_options read_pool(const entry& from) {
  using options = actors::function_pool_options;
  const auto number = [&](std::string_view field) -> uint32_t {
    const document* node = registry::find_field(from, field);
    const int64_t* n = node == nullptr ? nullptr : node->as_integer();
    return n != nullptr && *n > 0 ? static_cast<uint32_t>(std::min<int64_t>(*n, 1'000'000)) : 0;
  };
  const std::string_view type = registry::string_field(from, "pool.type");
  const uint32_t workers = number("pool.workers");
  const uint32_t size = number("pool.size");
  const uint32_t largest = number("pool.max_size");
  if (type == "inline")
    return {options::kind::serial, 1};
  if (type == "static" || (type.empty() && workers > 0))
    return {options::kind::fixed, workers > 0 ? workers : size > 0 ? size : 8};
  if (type == "adaptive")
    return {options::kind::adaptive, largest > 0 ? largest : limits::function_pool_lazy_states_default};
  if (type == "lazy")
    return {options::kind::lazy, largest > 0 ? largest : limits::function_pool_lazy_states_default};
  if (size > 0 && largest == 0)
    return {options::kind::serial, 1};
  return {options::kind::lazy, largest > 0 ? largest : limits::function_pool_states_default};
}

}  // namespace

bool importable(std::string_view kind) noexcept {
  return kind == library_kind || kind == function_kind;
}

source_entry read_source(const entry& from) {
  source_entry source;
  source.id = from.id;
  if (const document* text = registry::find_field(from, "data.source")) {
    source.source = text->scalar_text();
    source.place = text->mark();
  }
  source.method = registry::string_field(from, "data.method");
  if (source.method.empty() && from.kind != function_kind && from.kind != library_kind)
    source.method = "main";
  if (const document* modules = registry::find_field(from, "data.modules"))
    if (const document::list* list = modules->as_list())
      for (const document& each : *list)
        source.modules.push_back(each.scalar_text());
  if (const document* imports = registry::find_field(from, "data.imports"))
    if (const document::map* map = imports->as_map())
      for (const auto& [alias, target] : *map)
        source.imports.emplace_back(alias, target.scalar_text());
  return source;
}

std::string question_of_file(std::string_view source) {
  const size_t end = source.find_last_not_of(" \r\n");
  source = source.substr(0, end == std::string_view::npos ? 0 : end + 1);
  constexpr std::string_view of_paths = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:";
  if (!source.ends_with(".lua") || source.find_first_not_of(of_paths) != std::string_view::npos)
    return {};
  if (source.starts_with("file:"))
    source.remove_prefix(5);
  if (const size_t first = source.find_first_not_of('/'); first != std::string_view::npos)
    source.remove_prefix(first);
  return fmt::format("did you mean file://{}?", source);
}

// ---- registry operations ----------------------------------------------------------------------------------------------

void program_store::begin() {
  const std::lock_guard lock{guard_};
  working_ = *published_;
  before_ = nullptr;
  changed_.clear();
}

caf::error program_store::put(const entry& made) {
  if (before_ != nullptr)
    return caf::none;  // the inverse of what is committed: discard brings all of it back
  auto added = std::make_shared<item>();
  added->kind = made.kind;
  added->source = read_source(made);
  added->pool_options = read_pool(made);
  if (const caf::error problem = build(made.id.text(), *added))
    return problem;
  for (const std::string_view path : {"meta.default_host", "meta.options.default_host"})
    if (added->default_host.empty())
      added->default_host = registry::string_field(made, path);
  if (const document* options = registry::find_field(made, "meta.options"); options != nullptr && options->is_map())
    added->call_options = *options;
  working_.insert_or_assign(made.id.text(), std::move(added));
  changed_.insert(made.id);
  return caf::none;
}

caf::error program_store::build(const std::string& id, item& made) {
  auto code = runtime::lua::build_program(made.source, [this](const entry_id& library) -> const source_entry* {
    const auto found = working_.find(library.text());
    return found == working_.end() || !importable(found->second->kind) ? nullptr : &found->second->source;
  });
  if (!code)
    return code.error();
  if (made.kind != library_kind)
    made.code = std::move(*code);
  if (made.kind == function_kind)
    made.pool = std::make_shared<actors::function_pool>(id, made.code, workers_(), made.pool_options);
  return caf::none;
}

// Programs that a changed library is part of: what starts from now on runs the new one, what runs keeps the old.
caf::error program_store::rebuild_importers() {
  for (auto& [id, each] : working_) {
    if (each->code == nullptr || changed_.contains(entry_id::parse(id)))
      continue;
    const auto& parts = each->code->units;
    if (std::none_of(parts.begin(), parts.end(), [&](const runtime::lua::unit& part) { return changed_.contains(part.id); }))
      continue;
    auto anew = std::make_shared<item>(*each);
    if (const caf::error problem = build(id, *anew))
      return with_context(problem, id);
    each = std::move(anew);
  }
  return caf::none;
}

caf::error program_store::create(const entry& made) {
  return put(made);
}

caf::error program_store::update(const entry&, const entry& after) {
  return put(after);
}

caf::error program_store::remove(const entry& gone) {
  if (before_ != nullptr)
    return caf::none;
  changed_.insert(gone.id);
  working_.erase(gone.id.text());
  return caf::none;
}

// A library may go only with those that import it.
caf::error program_store::check_removed() const {
  for (const entry_id& id : changed_) {
    if (working_.contains(id.text()) || !published_->contains(id.text()))
      continue;
    std::vector<std::string> users;
    for (const auto& [user, each] : working_)
      if (std::any_of(each->source.imports.begin(), each->source.imports.end(),
                      [&](const auto& import) { return entry_id::parse(import.second) == id; }))
        users.push_back(user);
    if (!users.empty())
      return make_error(errc::conflict, fmt::format("{} cannot be deleted, it is imported by {} (delete or change them in the same set)",
                                                    id.text(), fmt::join(users, ", ")));
  }
  return caf::none;
}

caf::error program_store::commit() {
  if (const caf::error problem = check_removed())
    return problem;
  if (const caf::error problem = rebuild_importers())
    return problem;
  std::map<std::string, std::vector<std::string>> missing;
  for (const entry_id& id : changed_)
    if (const auto changed = working_.find(id.text()); changed != working_.end())
      for (const std::string& name : changed->second->source.modules)
        if (const auto* module = runtime::modules::find(name); module != nullptr && module->open == nullptr)
          missing[name].push_back(id.text());
  for (const auto& [name, users] : missing)
    log::warn("registry", fmt::format("module \"{}\" is not available in this build: require(\"{}\") will fail", name, name),
              document{document::map{{"used_by", document{users.size() == 1
                                                            ? users.front()
                                                            : fmt::format("{} and {} more", users.front(), users.size() - 1)}}}});
  publish(std::make_shared<const items>(std::exchange(working_, {})));
  return caf::none;
}

void program_store::publish(std::shared_ptr<const items> now) {
  const std::lock_guard lock{guard_};
  before_ = std::exchange(published_, std::move(now));
}

void program_store::discard() {
  working_.clear();
  if (before_ != nullptr)
    publish(before_);
  before_ = nullptr;
}

// ---- lookups ----------------------------------------------------------------------------------------------------------

std::shared_ptr<const program_store::item> program_store::find(std::string_view entry) const {
  std::shared_ptr<const items> now;
  {
    const std::lock_guard lock{guard_};
    now = published_;
  }
  const auto found = now->find(entry);
  return found == now->end() ? nullptr : found->second;
}

caf::expected<std::shared_ptr<const runtime::lua::program>> program_store::process_program(std::string_view entry) {
  const auto found = find(entry);
  if (found != nullptr && found->kind == function_kind)
    return make_error(errc::not_found, fmt::format("process not found: {0}; {0} is a {1}: call it by funcs.call", entry, function_kind));
  if (found == nullptr || found->code == nullptr)
    return make_error(errc::not_found, fmt::format("process not found: {}", entry));
  return found->code;
}

caf::expected<std::shared_ptr<const runtime::lua::program>> program_store::workflow_program(std::string_view entry) {
  const auto found = find(entry);
  if (found == nullptr || found->code == nullptr || found->kind != "workflow.lua")
    return make_error(errc::not_found, fmt::format("workflow not found: {}", entry));
  return found->code;
}

std::shared_ptr<actors::function_pool> program_store::functions(std::string_view entry) {
  const auto found = find(entry);
  return found == nullptr ? nullptr : found->pool;
}

std::string program_store::default_host(std::string_view entry) {
  const auto found = find(entry);
  return found == nullptr || found->kind == function_kind ? std::string{} : found->default_host;
}

document program_store::call_options(std::string_view entry) {
  const auto found = find(entry);
  return found == nullptr ? document{} : found->call_options;
}

caf::expected<std::shared_ptr<actors::function_pool>> program_store::evaluation(const runtime::eval_request& what,
                                                                                std::string_view asking) {
  std::shared_ptr<const items> now;
  {
    const std::lock_guard lock{guard_};
    now = published_;
  }
  auto code = runtime::lua::build_evaluation(what, [&now](const entry_id& id) -> const source_entry* {
    const auto found = now->find(id.text());
    return found == now->end() || !importable(found->second->kind) ? nullptr : &found->second->source;
  });
  if (!code)
    return code.error();
  return std::make_shared<actors::function_pool>(fmt::format("{}/eval", asking), std::move(*code), workers_(),
                                                 actors::function_pool_options{actors::function_pool_options::kind::serial, 1});
}

void program_store::close(actors::local_node& home) {
  std::shared_ptr<const items> all;
  {
    const std::lock_guard lock{guard_};
    all = published_;
  }
  for (const auto& [id, each] : *all)
    if (each->pool)
      each->pool->close(home);
}

// ---- validation -------------------------------------------------------------------------------------------------------

namespace {

void check_source(const entry& candidate, const source_entry& source, runtime::lua::type_rules types,
                  registry::validation_context& context) {
  const std::string question = question_of_file(source.source);
  for (const runtime::lua::chunk_problem& each : runtime::lua::check_chunk(source.source, candidate.id.text(), types)) {
    source_mark mark = source.place;
    std::string message = each.message;
    const bool in_file = mark.file && candidate.mark.file && *mark.file != *candidate.mark.file;
    if (in_file) {
      mark.line = each.line;
      mark.column = each.column;
    } else {
      message = fmt::format("line {} of the source, column {}: {}", each.line, each.column, each.message);
    }
    if (!each.excerpt.empty() && question.empty())
      message += "\n" + each.excerpt;
    context.findings().error(mark, candidate.id, std::move(message), question);
  }
}

// The way from an entry through imports back to itself, or empty.
bool leads_back(const entry& at, const entry_id& home, const registry::snapshot& entries, std::vector<std::string>& path,
                std::set<entry_id>& seen) {
  for (const auto& [alias, target] : read_source(at).imports) {
    const entry_id id = entry_id::parse(target);
    path.push_back(target);
    if (id == home)
      return true;
    const entry* next = id.ns.empty() ? nullptr : entries.find(id);
    if (next != nullptr && seen.insert(id).second && leads_back(*next, home, entries, path, seen))
      return true;
    path.pop_back();
  }
  return false;
}

void unknown_module(const entry& candidate, std::string_view field, std::string_view name, registry::validation_context& context) {
  const std::string_view near = runtime::modules::nearest(name);
  context.error(candidate, field, fmt::format("unknown module \"{}\"", name),
                near.empty() ? "`troupe version --features` lists the modules" : fmt::format("did you mean \"{}\"?", near));
}

// An import without a namespace means a module of the host, but most who leave it out mean an entry beside theirs.
void check_builtin(const entry& candidate, const std::string& alias, const std::string& name, registry::validation_context& context) {
  if (runtime::modules::known(name))
    return;
  const std::string field = "imports." + alias;
  const entry* beside = context.after().find(entry_id{candidate.id.ns, name});
  if (beside == nullptr || beside->id == candidate.id)
    return unknown_module(candidate, field, name, context);
  context.error(candidate, std::string_view{field}, fmt::format("unknown module \"{}\"", name),
                fmt::format("did you mean the entry? write `{}: {}`", alias, beside->id.text()));
}

}  // namespace

void program_store::check(const entry& candidate, registry::validation_context& context) const {
  check_source(candidate, read_source(candidate), types_, context);
  check_declarations(candidate, context);
}

void program_store::check_declarations(const entry& candidate, registry::validation_context& context) {
  const source_entry source = read_source(candidate);
  for (const std::string& name : source.modules)
    if (!runtime::modules::known(name) && !runtime::lua::is_always_there(name))
      unknown_module(candidate, "modules", name, context);
  for (const auto& [alias, target] : source.imports) {
    const std::string field = "imports." + alias;
    const entry_id id = entry_id::parse(target);
    if (alias.empty() || id.name.empty()) {
      context.error(candidate, field, "an import needs an alias and a target", "write `alias: namespace:library`");
      continue;
    }
    if (id.ns.empty()) {
      check_builtin(candidate, alias, id.name, context);
      continue;
    }
    const entry* library = context.require(candidate, field, id);
    if (library == nullptr)
      continue;
    std::vector<std::string> path{candidate.id.text(), target};
    std::set<entry_id> seen;
    if (id == candidate.id || leads_back(*library, candidate.id, context.after(), path, seen)) {
      if (candidate.id.text() == *std::min_element(path.begin(), path.end()))  // one of the circle speaks for all
        context.error(candidate, std::string_view{field}, fmt::format("import cycle: {}", fmt::join(path, " -> ")));
    } else if (!importable(library->kind))
      context.error(candidate, field, fmt::format("{} is a {}", target, library->kind), "only library.lua and function.lua entries can be imported");
  }
}

}  // namespace troupe::hosts
