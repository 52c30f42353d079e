#include "runtime/lua/traceback.hpp"

#include "runtime/lua/lua.hpp"

#include <charconv>
#include <system_error>

namespace troupe::runtime::lua {

namespace {

constexpr int frames_shown_first = 16;
constexpr int frames_shown_last = 8;

// Whether there is a frame that far out; the others follow from doubling.
int depth_of(lua_State* thread) noexcept {
  lua_Debug where;
  int known = 0;
  int unknown = 1;
  while (lua_getstack(thread, unknown, &where) != 0) {
    known = unknown;
    unknown *= 2;
  }
  while (unknown - known > 1) {
    const int middle = known + (unknown - known) / 2;
    (lua_getstack(thread, middle, &where) != 0 ? known : unknown) = middle;
  }
  return unknown;
}

// The line that `error` begins with, if it is one of this chunk; else -1.
int line_in(std::string_view error, std::string_view chunk) noexcept {
  int line = -1;
  if (error.starts_with(chunk) && error.substr(chunk.size()).starts_with(':')) {
    error.remove_prefix(chunk.size() + 1);
    const auto [end, problem] = std::from_chars(error.data(), error.data() + error.size(), line);
    if (problem != std::errc{} || end == error.data() + error.size() || *end != ':')
      line = -1;
  }
  return line;
}

std::string frame_text(const lua_Debug& where) {
  const std::string text = std::string{where.short_src} + ":" + (where.currentline > 0 ? std::to_string(where.currentline) + ":" : "") + " ";
  if (*where.namewhat != '\0')
    return text + "in function '" + where.name + "'";
  if (*where.what == 'm')
    return text + "in main chunk";
  if (*where.what == 'C')
    return text + "in ?";
  return text + "in function <" + where.short_src + ":" + std::to_string(where.linedefined) + ">";
}

}  // namespace

std::string traceback(lua_State* thread, std::string_view error) noexcept {
  lua_Debug where;
  if (lua_getstack(thread, 0, &where) == 0)
    return {};
  const int depth = depth_of(thread);
  std::string text;
  for (int level = 0; level < depth; ++level) {
    if (depth > frames_shown_first + frames_shown_last && level == frames_shown_first) {
      text += "... " + std::to_string(depth - frames_shown_first - frames_shown_last) + " frames\n";
      level = depth - frames_shown_last;
    }
    if (lua_getstack(thread, level, &where) == 0 || lua_getinfo(thread, "nSl", &where) == 0)
      break;
    if (level == 0 && where.currentline <= 0 && *where.what != 'C')
      where.currentline = line_in(error, where.short_src);
    text += frame_text(where) + "\n";
  }
  if (!text.empty())
    text.pop_back();
  return text;
}

std::string position_of(lua_State* thread) noexcept {
  lua_Debug where;
  for (int level = 0; level < frames_shown_first && lua_getstack(thread, level, &where) != 0; ++level)
    if (lua_getinfo(thread, "Sl", &where) != 0 && where.currentline > 0 && *where.source == '=')
      return std::string{where.source + 1} + ":" + std::to_string(where.currentline);
  return {};
}

}  // namespace troupe::runtime::lua
