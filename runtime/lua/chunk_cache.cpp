#include "runtime/lua/chunk_cache.hpp"

#include "config/errc.hpp"
#include "runtime/lua/lua.hpp"
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
                                                                std::string_view file) {
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
  all.chunks.emplace(std::move(key), bytecode);
  return std::shared_ptr<const std::string>{std::move(bytecode)};
}

std::vector<chunk_problem> check_chunk(std::string_view source, const std::string& chunk_name) {
  std::vector<chunk_problem> found;
  const auto translated = syntax::translate(source, chunk_name);
  if (const auto* problems = std::get_if<std::vector<syntax::diagnostic>>(&translated)) {
    for (const syntax::diagnostic& each : *problems) {
      // render() puts "name:line:col: message" first; the caller places that itself.
      std::string excerpt = syntax::render(each, {}, false);
      excerpt.erase(0, std::min(excerpt.find('\n'), excerpt.size() - 1) + 1);
      found.push_back({each.line, each.column, each.message, std::move(excerpt)});
    }
    return found;
  }
  if (const auto compiled = compile_chunk(source, chunk_name, {}); !compiled) {
    const std::string text = message_of(compiled.error());  // ":12: message"
    chunk_problem problem{1, 1, text, {}};
    if (const size_t end = text.find(": "); text.starts_with(':') && end != std::string::npos) {
      problem.line = static_cast<uint32_t>(std::strtoul(text.c_str() + 1, nullptr, 10));
      problem.message = text.substr(end + 2);
    }
    found.push_back(std::move(problem));
  }
  return found;
}

}  // namespace troupe::runtime::lua
