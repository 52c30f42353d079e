// The `expr` module (lua-language.md part 2 `expr`).
#include "config/limits.hpp"
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/open.hpp"

#include <algorithm>
#include <list>
#include <memory>
#include <unordered_map>

namespace troupe::runtime::modules {

namespace {

struct parsed_source {
  std::string source;
  expr_ptr root;
  size_t bytes = 0;  // of both
};
using parsed_ptr = std::shared_ptr<const parsed_source>;

struct program {
  parsed_ptr parsed;
  lua::outside_memory held;
};

// What a machine has evaluated lately, by source.
class parsed_cache {
public:
  parsed_ptr find(std::string_view source) {
    const auto found = by_source_.find(source);
    if (found == by_source_.end())
      return nullptr;
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return *found->second;
  }

  // Not if there is no room for it.
  void add(lua_State* L, const parsed_ptr& parsed) noexcept {
    const size_t bytes_max = std::min(limits::expr_cached_bytes_max, lua::memory_account::of(L).limit() / 16);
    if (parsed->bytes > bytes_max)
      return;
    while (latest_first_.size() >= limits::expr_cached_max || held_.bytes() + parsed->bytes > bytes_max)
      drop_oldest(L);
    if (!held_.try_settle(L, held_.bytes() + parsed->bytes))
      return;
    latest_first_.push_front(parsed);
    by_source_[parsed->source] = latest_first_.begin();
  }

private:
  void drop_oldest(lua_State* L) noexcept {
    const parsed_ptr oldest = latest_first_.back();
    by_source_.erase(oldest->source);
    latest_first_.pop_back();
    held_.try_settle(L, held_.bytes() - oldest->bytes);
  }

  std::list<parsed_ptr> latest_first_;
  std::unordered_map<std::string_view, std::list<parsed_ptr>::iterator> by_source_;  // the keys are the items' own texts
  lua::outside_memory held_;
};

// ---- the half that may throw ---------------------------------------------------------------------------------------------

parsed_ptr parse(std::string_view source, std::string& problem) {
  auto made = std::make_shared<parsed_source>();
  made->source = source;
  made->root = parse_expr(made->source, problem);
  if (made->root == nullptr)
    return nullptr;
  made->bytes = sizeof *made + heap_bytes(made->source) + tree_bytes(*made->root);
  return made;
}

// Reads the environment at `index` if there is one.
bool read_environment(lua_State* L, int index, holder& to) {
  to.tree = document{document::map{}};
  if (!lua_istable(L, index))
    return true;
  if (const char* problem = lua::module_data_at(L, index, to.tree))
    to.problem = std::string{"cannot use the environment: "} + problem;
  return to.problem.empty();
}

// Leaves the result in the holder.
void run(const parsed_source& code, wall_time now, holder& at) {
  document result;
  at.problem = evaluate_expr(*code.root, {code.source, at.tree, now}, result);
  at.tree = std::move(result);
}

// The environment comes first: reading it may raise, and nothing else is held by then.
void eval(lua_State* L, parsed_cache& cache, std::string_view source, wall_time now, holder& at) {
  if (!read_environment(L, 2, at))
    return;
  parsed_ptr code = cache.find(source);
  if (code == nullptr) {
    code = parse(source, at.problem);
    if (code == nullptr)
      return;
    at.problem = check_expr(*code->root, code->source, nullptr);
    if (!at.problem.empty())
      return;
    cache.add(L, code);
  }
  run(*code, now, at);
}

void compile(lua_State* L, std::string_view source, holder& at, program& to) {
  to.parsed = parse(source, at.problem);
  if (to.parsed != nullptr && read_environment(L, 2, at))
    at.problem = check_expr(*to.parsed->root, to.parsed->source, lua_istable(L, 2) ? &at.tree : nullptr);
}

// ---- the half that may raise ---------------------------------------------------------------------------------------------

void check_environment(lua_State* L) {
  if (!lua_isnoneornil(L, 2))
    luaL_checktype(L, 2, LUA_TTABLE);
}

int refuse_empty(lua_State* L) {
  return lua::fail(L, errc::invalid, "expression cannot be empty");
}

int l_eval(lua_State* L) {
  const std::string_view source = check_string(L, 1);
  check_environment(L);
  if (source.empty())
    return refuse_empty(L);
  auto& cache = *static_cast<parsed_cache*>(lua_touserdata(L, lua_upvalueindex(1)));
  lua_settop(L, 2);
  holder& made = push_holder(L);
  eval(L, cache, source, lua::vm::of(L).world().clock().wall(), made);
  return answer_tree(L, made);
}

int l_compile(lua_State* L) {
  const std::string_view source = check_string(L, 1);
  check_environment(L);
  if (source.empty())
    return refuse_empty(L);
  lua_settop(L, 2);
  holder& made = push_holder(L);
  program& to = *lua::push_object<program>(L);
  compile(L, source, made, to);
  if (!made.problem.empty())
    return fail_with(L, errc::internal, made);
  made.drop();
  to.held.settle(L, to.parsed->bytes);
  lua_pushnil(L);
  return 2;
}

int l_run(lua_State* L) {
  const program& self = lua::check_object<program>(L, 1);
  check_environment(L);
  if (self.parsed == nullptr)
    return lua::fail(L, errc::internal, "the program was not compiled");
  lua_settop(L, 2);
  holder& made = push_holder(L);
  if (read_environment(L, 2, made))
    run(*self.parsed, lua::vm::of(L).world().clock().wall(), made);
  return answer_tree(L, made);
}

}  // namespace

int open_expr(lua_State* L) {
  static const luaL_Reg functions[] = {{"compile", l_compile}, {nullptr, nullptr}};
  static const luaL_Reg methods[] = {{"run", l_run}, {nullptr, nullptr}};
  lua::register_type<program>(L, "Program", methods);
  lua::register_type<parsed_cache>(L, "expr.cache", nullptr);
  push_members(L, functions);
  lua::push_object<parsed_cache>(L);
  lua_pushcclosure(L, l_eval, 1);
  lua_setfield(L, -2, "eval");
  return 1;
}

}  // namespace troupe::runtime::modules
