#include "runtime/lua/chunk_cache.hpp"

#include "config/errc.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <unordered_map>

namespace troupe::runtime::lua {

namespace {

struct cache {
  std::mutex guard;
  std::unordered_map<std::string, std::shared_ptr<const std::string>> chunks;  // by name, NUL, source
  lua_State* compiler = luaL_newstate();                                       // lives as long as the program
};

cache& shared() {
  static cache one;
  return one;
}

int append(lua_State*, const void* bytes, size_t size, void* to) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return 0;
}

chunk_problem described(const syntax::diagnostic& problem) {
  // render() puts "name:line:col: message" first; who asked places that itself.
  std::string excerpt = syntax::render(problem, {}, false);
  excerpt.erase(0, std::min(excerpt.find('\n'), excerpt.size() - 1) + 1);
  return {problem.line, problem.column, problem.code, problem.message, std::move(excerpt)};
}

// What LuaJIT says about the translated text, `:12: message near 'x'`, with the line of the source that it is about. Every token
// stands on the line it stood on in the source, but LuaJIT tells no column: the token it stopped at, else the line's beginning.
chunk_problem located(std::string_view source, std::string message) {
  if (!message.starts_with(':') || message.find(": ") == std::string::npos)
    return {1, 1, std::string{syntax::code_limit}, std::move(message), {}};
  syntax::position where;
  const auto line = static_cast<uint32_t>(std::strtoul(message.c_str() + 1, nullptr, 10));
  message.erase(0, message.find(": ") + 2);
  size_t start = 0;
  for (; where.line < line && start < source.size(); ++where.line)
    start = std::min(source.find('\n', start), source.size() - 1) + 1;
  const std::string_view text = source.substr(start, source.find('\n', start) - start);
  size_t column = text.find_first_not_of(" \t\r");
  if (const size_t quote = message.rfind(" near '"); quote != std::string::npos) {
    const std::string token = message.substr(quote + 7, message.size() - quote - 8);
    if (const size_t found = text.find(token); found != std::string_view::npos)
      column = found;
  }
  where.offset = static_cast<uint32_t>(start + (column == std::string_view::npos ? 0 : column));
  syntax::report found{source};
  found.fail(where, std::move(message), syntax::code_limit);
  return described(std::move(found).take().front());
}

std::string join(const std::vector<syntax::diagnostic>& problems, std::string_view file) {
  std::string text;
  for (const syntax::diagnostic& problem : problems) {
    if (!text.empty())
      text += '\n';
    text += syntax::render(problem, file, false);
  }
  return text;
}

}  // namespace

caf::expected<std::shared_ptr<const std::string>> compile_chunk(std::string_view source, const std::string& chunk_name,
                                                                std::string_view file, chunk_use use) {
  std::string key = chunk_name;
  key += '\0';
  key += source;
  cache& all = shared();
  const std::lock_guard lock{all.guard};
  if (const auto found = all.chunks.find(key); found != all.chunks.end())
    return found->second;
  auto translated = syntax::translate(source, chunk_name);
  if (const auto* problems = std::get_if<std::vector<syntax::diagnostic>>(&translated))
    return make_error(errc::invalid, join(*problems, file));
  const std::string& text = std::get<syntax::translation>(translated).lua;
  lua_State* L = all.compiler;
  if (L == nullptr)
    return make_error(errc::internal, "no memory for the Lua compiler");
  auto bytecode = std::make_shared<std::string>();
  if (luaL_loadbufferx(L, text.data(), text.size(), ("=" + chunk_name).c_str(), "t") != 0) {
    // What the front-end accepts LuaJIT refuses only for its own limits (200 locals, 60 upvalues ...).
    std::string message = lua_tostring(L, -1);
    lua_pop(L, 1);
    if (message.starts_with(chunk_name))
      message.erase(0, chunk_name.size());
    return make_error(errc::invalid, fmt::format("{}{}", file, message));
  }
  const int failed = lua_dump(L, append, bytecode.get());
  lua_pop(L, 1);
  if (failed != 0)
    return make_error(errc::internal, chunk_name + ": the chunk cannot be stored as bytecode");
  if (use == chunk_use::often)
    all.chunks.emplace(std::move(key), bytecode);
  return std::shared_ptr<const std::string>{std::move(bytecode)};
}

std::vector<chunk_problem> check_chunk(std::string_view source, const std::string& chunk_name) {
  std::vector<chunk_problem> found;
  const auto translated = syntax::translate(source, chunk_name);
  if (const auto* problems = std::get_if<std::vector<syntax::diagnostic>>(&translated)) {
    for (const syntax::diagnostic& each : *problems)
      found.push_back(described(each));
    return found;
  }
  if (const auto compiled = compile_chunk(source, chunk_name, {}); !compiled) {
    found.push_back(located(source, message_of(compiled.error())));
  }
  return found;
}

}  // namespace troupe::runtime::lua
