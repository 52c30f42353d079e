// The front-end of the dialect: what it accepts LuaJIT compiles, but for LuaJIT's own limits.
#include "config/errc.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/syntax/translate.hpp"
#include "test/fuzz/target.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace {

constexpr std::string_view limits_of_luajit[] = {"too many", "has more than", "too complex", "too long", "overflow", "limit", "jumps into the scope"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  const std::string_view source = fuzz::text_of(bytes, size);
  const auto translated = syntax::translate(source, "f");
  if (const auto* problems = std::get_if<std::vector<syntax::diagnostic>>(&translated)) {
    fuzz::require(!problems->empty(), "a refusal says why");
    for (const syntax::diagnostic& each : *problems) {
      fuzz::require(each.line > 0 && each.column > 0 && !each.message.empty(), "a diagnostic has a place and a text");
      syntax::render(each, "f", true);
    }
    return 0;
  }
  const auto compiled = runtime::lua::compile_chunk(source, "f", "f", runtime::lua::chunk_use::once);
  if (compiled)
    return 0;
  const std::string why = message_of(compiled.error());
  const bool known = std::any_of(std::begin(limits_of_luajit), std::end(limits_of_luajit),
                                 [&](std::string_view each) { return why.find(each) != std::string::npos; });
  fuzz::require(known, "LuaJIT compiles what the front-end emits", why);
  return 0;
}
