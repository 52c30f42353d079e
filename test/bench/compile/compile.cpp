// What translating and compiling costs beside LuaJIT alone: every program of the files named, which are plain Lua.
//   bench_compile FILE...        one JSON line a figure; a line `--@ name` begins a program
#include "config/files.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/syntax/translate.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace troupe;

constexpr int rounds = 15;
constexpr int repetitions = 10;

std::vector<std::string> read_programs(int count, char** files) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) {
    const auto text = read_text_file(files[i]);
    if (!text) {
      std::fprintf(stderr, "%s\n", message_of(text.error()).c_str());
      std::exit(1);
    }
    for (size_t from = 0; from < text->size();) {
      const size_t next = std::min(text->find("\n--@ ", from + 1), text->size());
      all.push_back(text->substr(from, next - from));
      from = next;
    }
  }
  return all;
}

int append(lua_State*, const void* bytes, size_t size, void* to) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return 0;
}

// What `luajit -b` does with a file, without the file.
bool compile_plainly(lua_State* L, const std::string& source) {
  std::string bytecode;
  if (luaL_loadbufferx(L, source.data(), source.size(), "=b", "t") != 0)
    return false;
  const int failed = lua_dump(L, append, &bytecode);
  lua_pop(L, 1);
  return failed == 0;
}

// The median over the rounds, in nanoseconds a byte.
template <class Work>
double measure(const std::vector<std::string>& programs, Work work) {
  size_t bytes = 0;
  for (const std::string& each : programs)
    bytes += each.size();
  std::vector<double> taken;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < repetitions; ++i)
      for (const std::string& each : programs)
        if (!work(each)) {
          std::fprintf(stderr, "does not compile:\n%s\n", each.c_str());
          std::exit(1);
        }
    const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
    taken.push_back(elapsed.count() / repetitions / static_cast<double>(bytes));
  }
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

void print(const char* bench, double value, const char* unit) {
  std::printf("{\"peer\":\"troupe\",\"bench\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", bench, value, unit);
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> programs = read_programs(count - 1, arguments + 1);
  lua_State* L = luaL_newstate();
  const double plain = measure(programs, [L](const std::string& each) { return compile_plainly(L, each); });
  const double translated =
    measure(programs, [](const std::string& each) { return std::holds_alternative<syntax::translation>(syntax::translate(each, "b")); });
  const double both = measure(programs, [](const std::string& each) {
    return static_cast<bool>(runtime::lua::compile_chunk(each, "b", "b", runtime::lua::chunk_use::once));
  });
  print("compile_luajit_alone", plain, "ns a byte");
  print("compile_translate", translated, "ns a byte");
  print("compile_both", both, "ns a byte");
  print("compile_ratio", both / plain, "times LuaJIT alone");
  lua_close(L);
}
