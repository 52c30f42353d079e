#include "runtime/modules/fs_objects.hpp"

#include "runtime/modules/volume_path.hpp"

namespace troupe::runtime::modules {

using lua::vm;

int push_value(lua_State* L, const fault* failure, const value& body) {
  if (failure != nullptr)
    return lua::fail(L, *failure);
  lua::push_first(L, body);
  lua_pushnil(L);
  return 2;
}

int push_done(lua_State* L, const fault* failure, const value&) {
  lua_pushboolean(L, failure == nullptr ? 1 : 0);
  if (failure == nullptr)
    lua_pushnil(L);
  else
    lua::push_fault(L, *failure);
  return 2;
}

int fail_done(lua_State* L, errc kind, const char* message) {
  lua::fail(L, kind, message);
  lua_pushboolean(L, 0);
  lua_replace(L, -3);
  return 2;
}

file_request& begin_request(vm& self, file_request::action what) noexcept {
  auto& request = self.request<file_request>();
  request.what = what;
  return request;
}

const char* begin_request(vm& self, file_request::action what, std::string_view volume, std::string_view from, std::string_view path) noexcept {
  file_request& request = begin_request(self, what);
  request.volume = volume;
  return resolve_path(from, path, request.path);
}

bool find_volume(lua_State* L, std::string_view id) {
  if (id.empty()) {
    lua::fail(L, errc::invalid, "filesystem ID is required");
    return false;
  }
  vm& self = vm::of(L);
  file_request& request = begin_request(self, file_request::action::find);
  request.volume = id;
  request.at_once = true;
  if (self.submit_now().how != reply::state::failed)
    return true;
  self.push_reply(L);
  return false;
}

}  // namespace troupe::runtime::modules
