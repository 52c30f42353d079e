#include "runtime/lua/chunk_cache.hpp"

#include "config/errc.hpp"
#include "runtime/lua/chunk_file.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/modules/digest.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/translate.hpp"
#include "runtime/syntax/type_checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unordered_map>

namespace troupe::runtime::lua {

namespace {

struct key_hash {
  size_t operator()(const chunk_key& key) const noexcept {
    size_t word = 0;
    std::memcpy(&word, key.data(), sizeof word);  // a digest is as good as a hash
    return word;
  }
};

struct known_chunk {
  std::shared_ptr<const std::string> bytecode;
  bool types_checked = false;
  bool wanted = false;     // by this run
  bool from_file = false;
};

struct cache {
  std::mutex guard;
  std::unordered_map<chunk_key, known_chunk, key_hash> chunks;
  lua_State* compiler = luaL_newstate();  // lives as long as the program
  std::filesystem::path file;
  std::string maker;

  // The chunk, now wanted, or null.
  known_chunk* find(const chunk_key& key) {
    const auto found = chunks.find(key);
    if (found == chunks.end())
      return nullptr;
    found->second.wanted = true;
    return &found->second;
  }
};

cache& shared() {
  static cache one;
  return one;
}

chunk_key key_of(std::string_view source, std::string_view chunk_name) {
  std::string text{chunk_name};
  text += '\0';
  text += source;
  chunk_key key{};
  const modules::digest digest = modules::digest_of(modules::digest_kind::sha256, text);
  std::memcpy(key.data(), digest.bytes, std::min(key.size(), digest.size));
  return key;
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

struct compiled {
  std::shared_ptr<const std::string> bytecode;  // null if there are problems
  std::vector<chunk_problem> problems;
};

compiled failed(chunk_problem why) {
  compiled made;
  made.problems.push_back(std::move(why));
  return made;
}

// For what has no place in the source.
chunk_problem limit_reached(const char* what) {
  chunk_problem made;
  made.line = made.column = 1;
  made.code = syntax::code_limit;
  made.message = what;
  return made;
}

// Under the lock of the cache, whose machine it uses.
compiled compile(lua_State* L, std::string_view source, const std::string& chunk_name) {
  auto translated = syntax::translate(source, chunk_name);
  if (const auto* problems = std::get_if<std::vector<syntax::diagnostic>>(&translated)) {
    compiled made;
    for (const syntax::diagnostic& each : *problems)
      made.problems.push_back(described(each));
    return made;
  }
  if (L == nullptr)
    return failed(limit_reached("no memory for the Lua compiler"));
  const std::string& text = std::get<syntax::translation>(translated).lua;
  auto bytecode = std::make_shared<std::string>();
  if (luaL_loadbufferx(L, text.data(), text.size(), ("=" + chunk_name).c_str(), "t") != 0) {
    // What the front-end accepts LuaJIT refuses only for its own limits (200 locals, 60 upvalues ...).
    std::string message = lua_tostring(L, -1);
    lua_pop(L, 1);
    if (message.starts_with(chunk_name))
      message.erase(0, chunk_name.size());
    return failed(located(source, std::move(message)));
  }
  const int refused = lua_dump(L, append, bytecode.get());
  lua_pop(L, 1);
  if (refused != 0)
    return failed(limit_reached("the chunk cannot be stored as bytecode"));
  return {std::move(bytecode), {}};
}

std::string join(const std::vector<chunk_problem>& problems, std::string_view file) {
  std::string text;
  for (const chunk_problem& each : problems) {
    if (!text.empty())
      text += '\n';
    text += fmt::format("{}:{}:{}: {}", file, each.line, each.column, each.message);
    if (!each.excerpt.empty())
      text += "\n" + each.excerpt;
  }
  return text;
}

}  // namespace

caf::expected<std::shared_ptr<const std::string>> compile_chunk(std::string_view source, const std::string& chunk_name,
                                                                std::string_view file, chunk_use use) {
  const chunk_key key = key_of(source, chunk_name);
  cache& all = shared();
  const std::lock_guard lock{all.guard};
  if (const known_chunk* known = all.find(key))
    return known->bytecode;
  compiled made = compile(all.compiler, source, chunk_name);
  if (made.bytecode == nullptr)
    return make_error(errc::invalid, join(made.problems, file));
  if (use == chunk_use::often)
    all.chunks[key] = {made.bytecode, false, true, false};
  return std::move(made.bytecode);
}

std::vector<chunk_problem> check_chunk(std::string_view source, const std::string& chunk_name, type_rules types) {
  const chunk_key key = key_of(source, chunk_name);
  cache& all = shared();
  const std::lock_guard lock{all.guard};
  known_chunk* known = all.find(key);
  if (known == nullptr) {
    compiled made = compile(all.compiler, source, chunk_name);
    if (made.bytecode == nullptr)
      return std::move(made.problems);
    known = &(all.chunks[key] = {std::move(made.bytecode), false, true, false});
  }
  if (types == type_rules::none || known->types_checked)
    return {};
  std::vector<chunk_problem> found;
  for (const syntax::diagnostic& each : syntax::check_types(source))
    found.push_back(described(each));
  known->types_checked = found.empty();
  known->from_file = known->from_file && !known->types_checked;  // the file does not know yet
  return found;
}

void open_chunk_file(const std::filesystem::path& file) {
  cache& all = shared();
  const std::lock_guard lock{all.guard};
  all.file = file;
  all.maker = chunk_maker();
  for (stored_chunk& each : read_chunk_file(file, all.maker))
    all.chunks.try_emplace(each.key, known_chunk{std::move(each.bytecode), each.types_checked, false, true});
}

caf::expected<chunk_counts> keep_chunk_file() {
  cache& all = shared();
  const std::lock_guard lock{all.guard};
  if (all.file.empty())
    return make_error(errc::not_found, "no file for compiled chunks was opened");
  chunk_counts counts;
  std::vector<stored_chunk> wanted;
  for (const auto& [key, each] : all.chunks)
    if (each.wanted) {
      ++(each.from_file ? counts.from_file : counts.compiled);
      wanted.push_back({key, each.types_checked, each.bytecode});
    }
  const bool all_there = counts.compiled == 0 && wanted.size() == all.chunks.size();
  std::erase_if(all.chunks, [](const auto& each) { return !each.second.wanted; });
  if (all_there || all.maker.empty())
    return counts;
  if (caf::error problem = write_chunk_file(all.file, all.maker, wanted))
    return problem;
  return counts;
}

}  // namespace troupe::runtime::lua
