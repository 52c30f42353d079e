#include "runtime/modules/fs_file.hpp"

#include "runtime/lua/userdata.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"

#include <cmath>

namespace troupe::runtime::modules {

namespace {

using action = file_request::action;
using lua::vm;

constexpr double bytes_default = 4096;

// Its environment holds the file at 1, the tokens at hand at 2, what failed at 3.
struct scanner_object {
  ticket number = 0;
  int at = 0;     // the current token; 0: none yet
  int count = 0;  // tokens at hand
  bool ended = false;
};

file_object& check_file(lua_State* L) {
  return lua::check_object<file_object>(L, 1);
}

file_request& begin(vm& self, action what, const file_object& own) noexcept {
  file_request& request = begin_request(self, what);
  request.file = own.number;
  return request;
}

// A whole number of bytes; what lies beyond all files counts as that.
int64_t whole(double number) noexcept {
  constexpr double most = 9e15;
  return std::isnan(number) ? 0 : static_cast<int64_t>(std::fmax(-most, std::fmin(most, number)));
}

int l_read(lua_State* L) {
  const file_object& own = check_file(L);
  const int64_t bytes = whole(luaL_optnumber(L, 2, bytes_default));
  if (own.closed)
    return lua::fail(L, errc::internal, file_closed_text);
  if (bytes <= 0)
    return lua::fail(L, errc::invalid, "the number of bytes must be positive");
  begin(vm::of(L), action::read, own).number = bytes;
  return ask_files<push_value>(L);
}

int l_write(lua_State* L) {
  const file_object& own = check_file(L);
  const std::string_view data = check_string(L, 2);
  if (own.closed)
    return fail_done(L, errc::internal, file_closed_text);
  if (data.empty())
    return fail_done(L, errc::invalid, "there is nothing to write");
  begin(vm::of(L), action::write, own).data = data;
  return ask_files<push_done>(L);
}

int l_seek(lua_State* L) {
  const file_object& own = check_file(L);
  const std::string_view whence = check_string(L, 2);
  const int64_t offset = whole(luaL_optnumber(L, 3, 0));
  if (own.closed)
    return lua::fail(L, errc::internal, file_closed_text);
  const bool known = whence == "set" || whence == "cur" || whence == "end";
  if (!known)
    return lua::fail(L, errc::invalid, "invalid whence: use \"set\", \"cur\" or \"end\"");
  file_request& request = begin(vm::of(L), action::seek, own);
  request.number = offset;
  request.from = whence == "set" ? seek_from::start : whence == "cur" ? seek_from::here : seek_from::end;
  return ask_files<push_value>(L);
}

int l_stat(lua_State* L) {
  const file_object& own = check_file(L);
  if (own.closed)
    return lua::fail(L, errc::internal, file_closed_text);
  begin(vm::of(L), action::stat_open, own);
  return ask_files<push_value>(L);
}

int l_sync(lua_State* L) {
  const file_object& own = check_file(L);
  if (own.closed)
    return fail_done(L, errc::internal, file_closed_text);
  begin(vm::of(L), action::sync, own);
  return ask_files<push_done>(L);
}

int l_close(lua_State* L) {
  file_object& own = check_file(L);
  if (own.closed)
    return done(L);
  own.closed = true;
  begin(vm::of(L), action::close, own);
  return ask_files<push_done>(L);
}

int l_collect(lua_State* L) {
  auto& own = *static_cast<file_object*>(lua_touserdata(L, 1));
  if (own.closed)
    return 0;
  own.closed = true;
  file_request request;
  request.what = action::close;
  request.file = own.number;
  vm::of(L).let_go(std::move(request));
  return 0;
}

int l_file_to_string(lua_State* L) {
  lua_pushstring(L, check_file(L).closed ? "fs.File{closed}" : "fs.File{}");
  return 1;
}

// ---- scanners ---------------------------------------------------------------------------------------------------------

scanner_object& check_scanner(lua_State* L) {
  return lua::check_object<scanner_object>(L, 1);
}

void push_part(lua_State* L, int scanner, int which) {
  lua_getfenv(L, scanner);
  lua_rawgeti(L, -1, which);
  lua_remove(L, -2);
}

bool find_tokens(std::string_view name, token_kind& into) noexcept {
  if (name == "lines")
    into = token_kind::lines;
  else if (name == "words")
    into = token_kind::words;
  else if (name == "bytes")
    into = token_kind::bytes;
  else if (name == "runes")
    into = token_kind::runes;
  else
    return false;
  return true;
}

int l_scanner(lua_State* L) {
  const file_object& own = check_file(L);
  token_kind kind = token_kind::lines;
  const bool known = lua_isnoneornil(L, 2) || find_tokens(check_string(L, 2), kind);
  if (own.closed)
    return lua::fail(L, errc::internal, file_closed_text);
  if (!known)
    return lua::fail(L, errc::invalid, "invalid split: use \"lines\", \"words\", \"bytes\" or \"runes\"");
  lua_settop(L, 1);
  vm& self = vm::of(L);
  auto* made = lua::push_object<scanner_object>(L);
  made->number = self.next_ticket();
  lua_createtable(L, 3, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, -2, 1);
  lua_setfenv(L, 2);
  file_request& request = begin(self, action::scanner, own);
  request.handle = made->number;
  request.tokens = kind;
  request.at_once = true;
  if (self.submit_now().how == reply::state::failed)
    return self.push_reply(L);
  lua_pushnil(L);
  return 2;
}

// On top stands the scanner.
int push_scanned(lua_State* L, const fault* failure, const value& body) {
  const int kept = lua_gettop(L);
  auto& own = *lua::object_at<scanner_object>(L, kept);
  lua_getfenv(L, kept);
  if (failure != nullptr) {
    lua::push_fault(L, *failure);
    lua_rawseti(L, kept + 1, 3);
  } else {
    lua::push_first(L, body);
    own.count = static_cast<int>(lua_objlen(L, -1));
    lua_rawseti(L, kept + 1, 2);
  }
  own.ended = failure != nullptr || own.count == 0;
  own.at = own.ended ? 0 : 1;
  lua_pushboolean(L, own.ended ? 0 : 1);
  return 1;
}

int l_scan(lua_State* L) {
  scanner_object& own = check_scanner(L);
  if (own.ended || own.at < own.count) {
    own.at += own.ended ? 0 : 1;
    lua_pushboolean(L, own.ended ? 0 : 1);
    return 1;
  }
  vm& self = vm::of(L);
  begin_request(self, action::scan).handle = own.number;
  return ask_files<push_scanned>(L, 1);
}

int l_text(lua_State* L) {
  const scanner_object& own = check_scanner(L);
  push_part(L, 1, 2);
  if (own.at == 0 || !lua_istable(L, -1))
    lua_pushliteral(L, "");
  else
    lua_rawgeti(L, -1, own.at);
  return 1;
}

int l_err(lua_State* L) {
  check_scanner(L);
  push_part(L, 1, 3);
  return 1;
}

}  // namespace

void register_file_types(lua_State* L) {
  static const luaL_Reg file_methods[] = {{"read", l_read},   {"write", l_write}, {"seek", l_seek},       {"stat", l_stat},
                                          {"sync", l_sync},   {"close", l_close}, {"scanner", l_scanner}, {nullptr, nullptr}};
  static const luaL_Reg file_metamethods[] = {{"__tostring", l_file_to_string}, {"__gc", l_collect}, {nullptr, nullptr}};
  static const luaL_Reg scanner_methods[] = {{"scan", l_scan}, {"text", l_text}, {"err", l_err}, {nullptr, nullptr}};
  lua::register_type<file_object>(L, "fs.File", file_methods, file_metamethods);
  lua::register_type<scanner_object>(L, "fs.Scanner", scanner_methods);
}

file_object& push_file(lua_State* L) {
  auto* made = lua::push_object<file_object>(L);
  made->number = vm::of(L).next_ticket();
  return *made;
}

int push_opened(lua_State* L, const fault* failure, const value&) {
  if (failure != nullptr) {
    lua::object_at<file_object>(L, -1)->closed = true;
    return lua::fail(L, *failure);
  }
  lua_pushvalue(L, -1);
  lua_pushnil(L);
  return 2;
}

file_object* file_at(lua_State* L, int index) {
  return lua::object_at<file_object>(L, index);
}

}  // namespace troupe::runtime::modules
