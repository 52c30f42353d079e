// The `fs` module: file systems by entry id, their volumes (io-modules.md section 11). Open files: fs_file.cpp.
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/fs_file.hpp"
#include "runtime/modules/open.hpp"

#include <string>

namespace troupe::runtime::modules {

namespace {

using action = file_request::action;
using lua::vm;

// What programs call an FS.
struct volume_object {
  std::string id;
  std::string folder;  // where relative paths start; "" is the root
};

volume_object& check_volume(lua_State* L) {
  return lua::check_object<volume_object>(L, 1);
}

// Begins a request about the path at 2.
const char* begin(lua_State* L, action what) {
  const volume_object& own = check_volume(L);
  const std::string_view path = check_string(L, 2);
  return begin_request(vm::of(L), what, own.id, own.folder, path);
}

// Asks about the path at 2; a bad one is answered in the same form.
template <pushed_outcome Push>
int ask(lua_State* L, action what) {
  if (const char* problem = begin(L, what))
    return Push == push_value ? lua::fail(L, errc::invalid, problem) : fail_done(L, errc::invalid, problem);
  return ask_files<Push>(L);
}

// ---- looking ----------------------------------------------------------------------------------------------------------

int push_whether(lua_State* L, const fault* failure, const value& body) {
  return failure != nullptr ? push_done(L, failure, body) : push_value(L, failure, body);
}

// Whether what `stat` answered, on top, is a folder.
bool is_folder(lua_State* L) {
  lua_getfield(L, -1, "is_dir");
  const bool folder = lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return folder;
}

int push_is_folder(lua_State* L, const fault* failure, const value& body) {
  if (failure != nullptr)
    return push_done(L, failure, body);
  lua::push_first(L, body);
  lua_pushboolean(L, is_folder(L) ? 1 : 0);
  lua_pushnil(L);
  return 2;
}

int l_exists(lua_State* L) { return ask<push_whether>(L, action::exists); }
int l_isdir(lua_State* L) { return ask<push_is_folder>(L, action::stat); }
int l_stat(lua_State* L) { return ask<push_value>(L, action::stat); }
int l_readfile(lua_State* L) { return ask<push_value>(L, action::read_all); }

// The iterator's state: the items, and at 0 how many were given out.
int l_next_item(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_rawgeti(L, 1, 0);
  const auto next = static_cast<int>(lua_tointeger(L, -1)) + 1;
  lua_pushinteger(L, next);
  lua_rawseti(L, 1, 0);
  lua_rawgeti(L, 1, next);
  return 1;
}

int push_items_of_folder(lua_State* L, const fault* failure, const value& body) {
  if (failure != nullptr)
    return lua::fail(L, *failure);
  lua_pushcfunction(L, l_next_item);
  lua::push_first(L, body);
  lua_pushinteger(L, 0);
  lua_rawseti(L, -2, 0);
  return 2;
}

int l_readdir(lua_State* L) {
  if (const char* problem = begin(L, action::list))
    return lua::fail(L, errc::invalid, problem);
  return ask_files<push_items_of_folder>(L);
}

// ---- changing ---------------------------------------------------------------------------------------------------------

int l_mkdir(lua_State* L) { return ask<push_done>(L, action::make_folder); }
int l_remove(lua_State* L) { return ask<push_done>(L, action::remove); }

// False if there is no such mode.
bool find_mode(std::string_view name, file_mode& into) noexcept {
  if (name == "r")
    into = file_mode::read;
  else if (name == "w")
    into = file_mode::write;
  else if (name == "wx")
    into = file_mode::exclusive;
  else if (name == "a")
    into = file_mode::append;
  else
    return false;
  return true;
}

int l_writefile(lua_State* L) {
  check_volume(L);
  check_string(L, 2);
  file_mode mode = file_mode::write;
  if (!lua_isnoneornil(L, 4) && (!find_mode(check_string(L, 4), mode) || mode == file_mode::read))
    return fail_done(L, errc::invalid, "invalid mode: use \"w\", \"a\" or \"wx\"");
  const file_object* from = file_at(L, 3);
  if (from == nullptr && lua_type(L, 3) != LUA_TSTRING && lua_type(L, 3) != LUA_TNUMBER)
    return fail_done(L, errc::invalid, "the data must be a string or an open file");
  if (from != nullptr && from->closed)
    return fail_done(L, errc::internal, file_closed_text);
  const std::string_view data = from == nullptr ? check_string(L, 3) : std::string_view{};
  if (const char* problem = begin(L, action::write_all))
    return fail_done(L, errc::invalid, problem);
  auto& request = vm::of(L).request_in_place<file_request>();
  request.mode = mode;
  request.data = data;
  request.file = from == nullptr ? 0 : from->number;
  return ask_files<push_done>(L);
}

int l_open(lua_State* L) {
  check_volume(L);
  check_string(L, 2);
  file_mode mode = file_mode::read;
  if (!find_mode(check_string(L, 3), mode))
    return lua::fail(L, errc::invalid, "invalid mode: use \"r\", \"w\", \"wx\" or \"a\"");
  lua_settop(L, 3);
  vm& self = vm::of(L);
  file_object& made = push_file(L);
  if (const char* problem = begin(L, action::open))
    return lua::fail(L, errc::invalid, problem);
  auto& request = self.request_in_place<file_request>();
  request.mode = mode;
  request.handle = made.number;
  return ask_files<push_opened>(L, 4);
}

// ---- where it stands --------------------------------------------------------------------------------------------------

void enter(volume_object& own, std::string_view folder) noexcept {
  own.folder = folder;
}

// On top stands a table of the volume and the path.
int push_entered(lua_State* L, const fault* failure, const value& body) {
  if (failure != nullptr)
    return push_done(L, failure, body);
  const int kept = lua_gettop(L);
  lua::push_first(L, body);
  if (!is_folder(L))
    return fail_done(L, errc::invalid, "not a directory");
  lua_rawgeti(L, kept, 1);
  lua_rawgeti(L, kept, 2);
  enter(*lua::object_at<volume_object>(L, -2), string_at(L, -1));
  return push_done(L, nullptr, body);
}

int l_chdir(lua_State* L) {
  if (const char* problem = begin(L, action::stat))
    return fail_done(L, errc::invalid, problem);
  lua_settop(L, 2);
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, 3, 1);
  push(L, vm::of(L).request_in_place<file_request>().path);
  lua_rawseti(L, 3, 2);
  return ask_files<push_entered>(L, 3);
}

int l_pwd(lua_State* L) {
  const volume_object& own = check_volume(L);
  lua_pushliteral(L, "/");
  push(L, own.folder);
  lua_concat(L, 2);
  lua_pushnil(L);
  return 2;
}

int l_to_string(lua_State* L) {
  const volume_object& own = check_volume(L);
  lua_pushfstring(L, "fs.FS{cwd=%s}", own.folder.empty() ? "." : own.folder.c_str());
  return 1;
}

// ---- the module -------------------------------------------------------------------------------------------------------

void fill(volume_object& made, std::string_view id) noexcept {
  made.id = id;
}

int l_get(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (!find_volume(L, id))
    return 2;
  fill(*lua::push_object<volume_object>(L), id);
  lua_pushnil(L);
  return 2;
}

int push_constants(lua_State* L, std::initializer_list<std::pair<const char*, const char*>> list) {
  lua_createtable(L, 0, static_cast<int>(list.size()));
  for (const auto& [key, text] : list) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
  }
  lua::freeze(L);
  return 1;
}

int open_types(lua_State* L) { return push_constants(L, {{"FILE", "file"}, {"DIR", "directory"}}); }
int open_seeks(lua_State* L) { return push_constants(L, {{"SET", "set"}, {"CUR", "cur"}, {"END", "end"}}); }

}  // namespace

int open_fs(lua_State* L) {
  static const luaL_Reg functions[] = {{"get", l_get}, {nullptr, nullptr}};
  static const luaL_Reg tables[] = {{"type", open_types}, {"seek", open_seeks}, {nullptr, nullptr}};
  static const luaL_Reg methods[] = {{"readfile", l_readfile},   {"read_file", l_readfile}, {"writefile", l_writefile},
                                     {"write_file", l_writefile}, {"open", l_open},         {"exists", l_exists},
                                     {"isdir", l_isdir},         {"stat", l_stat},          {"mkdir", l_mkdir},
                                     {"remove", l_remove},       {"readdir", l_readdir},    {"chdir", l_chdir},
                                     {"pwd", l_pwd},             {nullptr, nullptr}};
  static const luaL_Reg metamethods[] = {{"__tostring", l_to_string}, {nullptr, nullptr}};
  lua::register_type<volume_object>(L, "fs.FS", methods, metamethods);
  register_file_types(L);
  push_members(L, functions);
  lua::add_opened_members(L, tables);
  return 1;
}

}  // namespace troupe::runtime::modules
