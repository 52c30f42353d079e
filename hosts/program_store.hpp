// The Lua entries in force: their sources, the programs made of them, the pools of functions.
//
// Handler of `process.lua`, `function.lua`, `library.lua`: a transaction works on a copy that its end publishes or drops.
// Thread: registry operations on the registry's thread; the program_source half from any.
#pragma once

#include "actors/function_pool.hpp"
#include "actors/local_node.hpp"
#include "registry/kinds.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/lua/program.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace troupe::hosts {

class program_store final : public registry::kind_handler, public actors::program_source {
public:
  // Functions run on `workers`, made when the first function is called.
  explicit program_store(std::function<actors::pool&()> workers) : workers_(std::move(workers)) {}

  // ---- registry::kind_handler -------------------------------------------------------------------------------------------
  void begin() override;
  caf::error create(const registry::entry& made) override;
  caf::error update(const registry::entry& before, const registry::entry& after) override;
  caf::error remove(const registry::entry& gone) override;
  caf::error commit() override;
  void discard() override;

  // ---- actors::program_source -------------------------------------------------------------------------------------------
  caf::expected<std::shared_ptr<const runtime::lua::program>> process_program(std::string_view entry) override;
  caf::expected<std::shared_ptr<const runtime::lua::program>> workflow_program(std::string_view entry) override;
  std::shared_ptr<actors::function_pool> functions(std::string_view entry) override;
  std::string default_host(std::string_view entry) override;
  document call_options(std::string_view entry) override;
  caf::expected<std::shared_ptr<actors::function_pool>> evaluation(const runtime::eval_request& what,
                                                                   std::string_view asking) override;

  // Refuses further calls of functions: the program ends.
  void close(actors::local_node& home);

  // Whether entries with type errors are refused (`lua.type_system`).
  void set_type_rules(runtime::lua::type_rules types) { types_ = types; }

  // What is wrong with a Lua entry, all at once: syntax, types, unknown modules, imports that name nothing.
  void check(const registry::entry& candidate, registry::validation_context& context) const;
  // The same without the source.
  static void check_declarations(const registry::entry& candidate, registry::validation_context& context);

private:
  struct item {
    std::string kind;
    runtime::lua::source_entry source;
    std::shared_ptr<const runtime::lua::program> code;  // null for libraries
    std::shared_ptr<actors::function_pool> pool;        // functions only
    actors::function_pool_options pool_options;
    std::string default_host;
    document call_options;
  };
  using items = std::map<std::string, std::shared_ptr<const item>, std::less<>>;

  caf::error put(const registry::entry& made);
  caf::error build(const std::string& id, item& made);
  caf::error rebuild_importers();
  caf::error check_removed() const;
  void publish(std::shared_ptr<const items> now);
  std::shared_ptr<const item> find(std::string_view entry) const;

  std::function<actors::pool&()> workers_;
  runtime::lua::type_rules types_ = runtime::lua::type_rules::none;
  items working_;  // during a transaction
  std::shared_ptr<const items> before_;  // from commit until the end of the transaction: what a discard brings back
  std::set<entry_id> changed_;
  mutable std::mutex guard_;
  std::shared_ptr<const items> published_ = std::make_shared<const items>();
};

// The source part of a Lua entry.
runtime::lua::source_entry read_source(const registry::entry& from);

// What to ask the author of a source that is no Lua but the name of a file, written without `file://`; "" for any other.
std::string question_of_file(std::string_view source);

// Whether other entries may import one of that kind. A function's chunk may be shared as well: what it returns is what `require` yields.
bool importable(std::string_view kind) noexcept;

}  // namespace troupe::hosts
