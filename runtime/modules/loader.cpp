// The `loader` module: definition files of a file system as entries, without registering them (registry.md section 3).
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/fs_objects.hpp"
#include "runtime/modules/open.hpp"

#include <string>

namespace troupe::runtime::modules {

namespace {

using action = file_request::action;
using lua::vm;

struct loader_object {
  std::string volume;
};

void fill(loader_object& made, std::string_view id) noexcept {
  made.volume = id;
}

int l_new(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (!find_volume(L, id))
    return 2;
  fill(*lua::push_object<loader_object>(L), id);
  lua_pushnil(L);
  return 2;
}

int load(lua_State* L, action what) {
  const loader_object& own = lua::check_object<loader_object>(L, 1);
  const std::string_view path = check_string(L, 2);
  if (const char* problem = begin_request(vm::of(L), what, own.volume, {}, path))
    return lua::fail(L, errc::invalid, problem);
  return ask_files<push_value>(L);
}

int l_load_directory(lua_State* L) { return load(L, action::load_folder); }
int l_load_file(lua_State* L) { return load(L, action::load_file); }

}  // namespace

int open_loader(lua_State* L) {
  static const luaL_Reg functions[] = {{"new", l_new}, {nullptr, nullptr}};
  static const luaL_Reg methods[] = {{"load_directory", l_load_directory}, {"load_file", l_load_file}, {nullptr, nullptr}};
  lua::register_type<loader_object>(L, "loader.Loader", methods);
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
