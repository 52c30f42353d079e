// The `uuid` module (lua-language.md part 2 `uuid`). Time and randomness come from the process's world, so that a durable run makes the
// same ids again.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/digest.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/uuid_text.hpp"

#include <algorithm>
#include <new>

namespace troupe::runtime::modules {

namespace {

using std::chrono::nanoseconds;

// The stamps given last, so that ids of one machine never repeat a moment and sort as they were made.
struct last_stamps {
  uint64_t v1 = 0;
  uint64_t v7 = 0;
};

uint64_t next(uint64_t& last, uint64_t now) noexcept {
  return last = std::max(now, last + 1);
}

uint64_t nanoseconds_now(lua_State* L) {
  const auto now = lua::vm::of(L).world().clock().wall().time_since_epoch();
  return static_cast<uint64_t>(std::max<int64_t>(nanoseconds{now}.count(), 0));
}

last_stamps& stamps(lua_State* L) {
  return *static_cast<last_stamps*>(lua_touserdata(L, lua_upvalueindex(1)));
}

int answer_uuid(lua_State* L, const uuid_bytes& id) {
  char text[uuid_text_size];
  write_uuid(id, text);
  return answer(L, {text, sizeof text});
}

int l_v1(lua_State* L) {
  std::array<unsigned char, 8> noise;
  lua::vm::of(L).world().fill_random(noise.data(), noise.size());
  return answer_uuid(L, make_uuid_v1(next(stamps(L).v1, nanoseconds_now(L) / 100), noise));
}

int l_v4(lua_State* L) {
  uuid_bytes noise;
  lua::vm::of(L).world().fill_random(noise.data(), noise.size());
  return answer_uuid(L, make_uuid_v4(noise));
}

int l_v7(lua_State* L) {
  constexpr uint64_t per_millisecond = 1'000'000;
  const uint64_t now = nanoseconds_now(L);
  const uint64_t stamp = now / per_millisecond << 12U | (now % per_millisecond << 12U) / per_millisecond;
  uuid_bytes noise;
  lua::vm::of(L).world().fill_random(noise.data(), noise.size());
  return answer_uuid(L, make_uuid_v7(next(stamps(L).v7, stamp), noise));
}

// The namespace's bytes and the name lie in Lua's memory while they are hashed.
template <int Version, digest_kind Kind>
int l_of_name(lua_State* L) {
  if (!is_string(L, 1) || !is_string(L, 2))
    return lua::fail(L, errc::invalid, "namespace and name must be strings");
  const auto space = parse_uuid(string_at(L, 1));
  if (!space)
    return lua::fail(L, errc::invalid, "invalid namespace UUID");
  push(L, {reinterpret_cast<const char*>(space->data()), space->size()});
  lua_pushvalue(L, 2);
  lua_concat(L, 2);
  const digest made = digest_of(Kind, string_at(L, -1));
  if (made.size == 0)
    return lua::fail(L, errc::internal, "this system's libcrypto refuses the algorithm");
  return answer_uuid(L, make_uuid_of_digest(Version, made.view()));
}

// The UUID in the first argument, or why there is none.
const char* uuid_argument(lua_State* L, uuid_bytes& to) {
  if (!is_string(L, 1))
    return "input must be a string";
  const auto id = parse_uuid(string_at(L, 1));
  if (!id)
    return "invalid UUID format";
  to = *id;
  return nullptr;
}

int l_validate(lua_State* L) {
  lua_pushboolean(L, is_string(L, 1) && parse_uuid(string_at(L, 1)) ? 1 : 0);
  lua_pushnil(L);
  return 2;
}

int l_version(lua_State* L) {
  uuid_bytes id;
  if (const char* problem = uuid_argument(L, id))
    return lua::fail(L, errc::invalid, problem);
  lua_pushnumber(L, uuid_version(id));
  lua_pushnil(L);
  return 2;
}

int l_variant(lua_State* L) {
  uuid_bytes id;
  if (const char* problem = uuid_argument(L, id))
    return lua::fail(L, errc::invalid, problem);
  return answer(L, uuid_variant(id));
}

int l_parse(lua_State* L) {
  uuid_bytes id;
  if (const char* problem = uuid_argument(L, id))
    return lua::fail(L, errc::invalid, problem);
  lua_createtable(L, 0, 4);
  lua_pushnumber(L, uuid_version(id));
  lua_setfield(L, -2, "version");
  lua_pushstring(L, uuid_variant(id));
  lua_setfield(L, -2, "variant");
  if (const auto when = uuid_time(id)) {
    lua_pushnumber(L, static_cast<lua_Number>(when->count()));
    lua_setfield(L, -2, "timestamp");
  }
  if (uuid_version(id) == 1) {
    push(L, {reinterpret_cast<const char*>(id.data()) + 10, 6});
    lua_setfield(L, -2, "node");
  }
  lua_pushnil(L);
  return 2;
}

int l_format(lua_State* L) {
  uuid_bytes id;
  if (const char* problem = uuid_argument(L, id))
    return lua::fail(L, errc::invalid, problem);
  const std::string_view kind = lua_isnoneornil(L, 2) ? "standard" : is_string(L, 2) ? string_at(L, 2) : "";
  if (kind == "standard")
    return answer_uuid(L, id);
  if (kind == "simple") {
    char text[32];
    write_hex({reinterpret_cast<const char*>(id.data()), id.size()}, text);
    return answer(L, {text, sizeof text});
  }
  if (kind == "urn") {
    char text[9 + uuid_text_size] = {'u', 'r', 'n', ':', 'u', 'u', 'i', 'd', ':'};
    write_uuid(id, text + 9);
    return answer(L, {text, sizeof text});
  }
  return lua::fail(L, errc::invalid, "unsupported format");
}

}  // namespace

int open_uuid(lua_State* L) {
  static const luaL_Reg functions[] = {{"v3", l_of_name<3, digest_kind::md5>},
                                       {"v4", l_v4},
                                       {"v5", l_of_name<5, digest_kind::sha1>},
                                       {"validate", l_validate},
                                       {"version", l_version},
                                       {"variant", l_variant},
                                       {"parse", l_parse},
                                       {"format", l_format},
                                       {nullptr, nullptr}};
  push_members(L, functions);
  new (lua_newuserdata(L, sizeof(last_stamps))) last_stamps;
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, l_v1, 1);
  lua_setfield(L, -3, "v1");
  lua_pushcclosure(L, l_v7, 1);
  lua_setfield(L, -2, "v7");
  return 1;
}

}  // namespace troupe::runtime::modules
