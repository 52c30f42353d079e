// Message and Payload objects and the `payload` module (process.md section 10, lua-language.md part 2).
#include "config/document_text.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/mail_object.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/time_layout.hpp"

#include <algorithm>
#include <cstring>

namespace troupe::runtime {

namespace lua {

namespace {

constexpr size_t small_max = 1024;

void register_large_types(lua_State* L);

struct message_view {
  process_id from;
  std::string_view topic;
  std::string_view body;
};

struct payload_view {
  std::string_view item;
  const char* format;
  large_payload* large;  // null if it lies in the userdata
};

message_view check_message(lua_State* L, int index) {
  if (const auto* small = object_at<small_message>(L, index)) {
    const char* text = reinterpret_cast<const char*>(small + 1);
    return {small->from, {text, small->topic_size}, {text + small->topic_size, small->body_size}};
  }
  register_large_types(L);  // the check names the type
  const message& letter = *check_object<large_message>(L, index).letter;
  return {letter.from, letter.topic, letter.body.bytes()};
}

payload_view check_payload(lua_State* L, int index) {
  if (const auto* small = object_at<small_payload>(L, index))
    return {{reinterpret_cast<const char*>(small + 1), small->size}, small->format, nullptr};
  register_large_types(L);  // the check names the type
  large_payload& large = check_object<large_payload>(L, index);
  return {large.data.bytes(), large.format, &large};
}

void push_item_payload(lua_State* L, std::string_view item, const char* format) {
  auto* made = static_cast<small_payload*>(push_room<small_payload>(L, item.size()));
  *made = {format, static_cast<uint32_t>(item.size())};
  item.copy(reinterpret_cast<char*>(made + 1), item.size());
}

}  // namespace

void push_message(lua_State* L, message_queue& from) {
  register_mail_types(L);
  const message& letter = *from.front();
  const std::string_view body = letter.body.bytes();
  if (body.size() + letter.topic.size() > small_max) {
    register_large_types(L);
    auto* made = push_object<large_message>(L);
    made->held.charge(L, body.size() + letter.topic.size());
    vm::of(L).world().letter_read(letter);
    made->letter = from.pop();
    return;
  }
  auto* made = static_cast<small_message*>(push_room<small_message>(L, letter.topic.size() + body.size()));
  *made = {letter.from, static_cast<uint32_t>(letter.topic.size()), static_cast<uint32_t>(body.size())};
  char* text = reinterpret_cast<char*>(made + 1);
  letter.topic.copy(text, letter.topic.size());
  body.copy(text + letter.topic.size(), body.size());  // may be empty, and then has no address
  vm::of(L).world().letter_read(letter);
  from.pop();
}

void push_payload(lua_State* L, const value& data, const char* format) {
  register_mail_types(L);
  if (data.bytes().size() <= small_max) {
    push_item_payload(L, data.bytes(), format);
    return;
  }
  register_large_types(L);
  auto* made = push_object<large_payload>(L);
  made->held.charge(L, data.bytes().size());
  made->data = data;
  made->format = format;
}

namespace {

int l_topic(lua_State* L) {
  const std::string_view topic = check_message(L, 1).topic;
  lua_pushlstring(L, topic.data(), topic.size());
  return 1;
}

// Apart, so that nothing waits to be destroyed where Lua may raise.
size_t copy_text(process_id who, char* to, size_t size) noexcept {
  const std::string text = who.text();
  const size_t copied = std::min(size, text.size());
  std::memcpy(to, text.data(), copied);
  return copied;
}

void push_pid(lua_State* L, process_id who) {
  if (!who) {
    lua_pushliteral(L, "");
    return;
  }
  if (who.number >= process_id::written_bit) {
    char text[1024];  // of a workflow; its parts are bounded
    const size_t size = copy_text(who, text, sizeof text);
    lua_pushlstring(L, text, size);
    return;
  }
  char digits[24];
  std::snprintf(digits, sizeof digits, "|0x%05llx}", static_cast<unsigned long long>(who.number));
  lua_pushfstring(L, "{%s%s", who.host == nullptr ? "" : who.host->c_str(), digits);
}

void push_result(lua_State* L, const message& letter) {
  lua_createtable(L, 0, 1);
  if (letter.failure) {
    push_fault(L, *letter.failure);
    lua_setfield(L, -2, "error");
  } else {
    push_first(L, letter.body);
    lua_setfield(L, -2, "value");
  }
}

int l_from(lua_State* L) {
  push_pid(L, check_message(L, 1).from);
  return 1;
}

// The format of a letter's item: the platform tells error objects apart.
const char* format_of(std::string_view item) {
  value_reader reader{item};
  return reader.remaining() > 0 && reader.next().type == tag::fault ? payload_format::error : payload_format::lua;
}

int l_payload(lua_State* L) {
  const message_view mail = check_message(L, 1);
  const size_t n = value_reader{mail.body}.remaining();
  if (n == 0) {
    lua_pushnil(L);
    return 1;
  }
  if (n == 1) {
    const char* format = format_of(mail.body);
    if (mail.body.size() <= small_max) {
      register_mail_types(L);
      push_item_payload(L, mail.body, format);
    } else {
      push_payload(L, object_at<large_message>(L, 1)->letter->body, format);
    }
    return 1;
  }
  lua_createtable(L, static_cast<int>(n), 0);
  const int array = lua_gettop(L);
  const int items = push_items(L, mail.body);
  for (int i = 1; i <= items; ++i) {
    vm::of(L).scratch_value() = encode_range(L, array + i, 1);
    push_payload(L, vm::of(L).scratch_value(), format_of(vm::of(L).scratch_value().bytes()));
    lua_rawseti(L, array, i);
  }
  lua_settop(L, array);
  return 1;
}

int l_data(lua_State* L) {
  const payload_view self = check_payload(L, 1);
  if (self.format == payload_format::json || self.format == payload_format::yaml) {
    lua_pushcfunction(L, self.format == payload_format::json ? modules::open_json : modules::open_yaml);
    lua_call(L, 0, 1);
    lua_getfield(L, -1, "decode");
    push_first(L, self.item);
    lua_call(L, 1, 2);
    return 2;
  }
  push_first(L, self.item);
  return 1;
}

int l_get_format(lua_State* L) {
  lua_pushstring(L, check_payload(L, 1).format);
  return 1;
}

const char* known_format(const char* name) {
  for (const char* each : {payload_format::json, payload_format::yaml, payload_format::text, payload_format::bytes,
                           payload_format::msgpack, payload_format::lua, payload_format::native, payload_format::error})
    if (std::strcmp(each, name) == 0)
      return each;
  return nullptr;
}

// The same item under another format.
void push_relabelled(lua_State* L, const payload_view& from, const char* format) {
  if (from.large != nullptr)
    push_payload(L, from.large->data, format);
  else
    push_item_payload(L, from.item, format);
}

value written(std::string_view item, const char* format) {
  const document tree = first_as_document(value::from_bytes(item));
  return value::of(format == payload_format::json ? to_json(tree) : to_yaml(tree));
}

int l_transcode(lua_State* L) {
  const payload_view self = check_payload(L, 1);
  const char* format = known_format(luaL_checkstring(L, 2));
  if (format == self.format) {
    lua_settop(L, 1);
    return 1;
  }
  const bool from_value = self.format == payload_format::lua || self.format == payload_format::native;
  if ((format == payload_format::json || format == payload_format::yaml) && from_value) {
    vm::of(L).scratch_value() = written(self.item, format);
    push_payload(L, vm::of(L).scratch_value(), format);
    return 1;
  }
  if ((format == payload_format::native || format == payload_format::lua) && from_value) {
    push_relabelled(L, self, format);
    return 1;
  }
  if (format == payload_format::text || format == payload_format::bytes) {
    value_reader reader{self.item};
    if (reader.next_text()) {
      push_relabelled(L, self, format);
      return 1;
    }
  }
  const char* wanted = luaL_checkstring(L, 2);
  const bool packed = format == payload_format::msgpack || self.format == payload_format::msgpack;
  return fail(L, errc::internal, lua_pushfstring(L, "cannot transcode from %s to %s%s", self.format, wanted,
                                                 packed ? ": MessagePack is not available in this build" : ""));
}

int l_payload_text(lua_State* L) {
  lua_pushfstring(L, "payload{format=%s}", check_payload(L, 1).format);
  return 1;
}

int l_message_text(lua_State* L) {
  const std::string_view topic = check_message(L, 1).topic;
  lua_pushlstring(L, topic.data(), topic.size());
  lua_pushfstring(L, "message{topic=%s}", lua_tostring(L, -1));
  return 1;
}

}  // namespace

namespace {

constexpr luaL_Reg of_message[] = {{"topic", l_topic}, {"from", l_from}, {"payload", l_payload}, {nullptr, nullptr}};
constexpr luaL_Reg message_meta[] = {{"__tostring", l_message_text}, {nullptr, nullptr}};
constexpr luaL_Reg of_payload[] = {{"data", l_data},
                                   {"unmarshal", l_data},
                                   {"get_format", l_get_format},
                                   {"transcode", l_transcode},
                                   {nullptr, nullptr}};
constexpr luaL_Reg payload_meta[] = {{"__tostring", l_payload_text}, {nullptr, nullptr}};

// In a workflow a name that is no method of a message is a field of its table (workflow.md section 7). The upvalue has the methods.
int l_message_member(lua_State* L) {
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  lua_gettable(L, lua_upvalueindex(1));
  if (!lua_isnil(L, -1))
    return 1;
  const std::string_view body = check_message(L, 1).body;
  if (value_reader{body}.remaining() != 1)
    return 1;
  push_first(L, body);
  if (!lua_istable(L, -1)) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushvalue(L, 2);
  lua_rawget(L, -2);
  return 1;
}

template <class Message>
void add_fields(lua_State* L) {
  if (!vm::of(L).runs_workflow())
    return;
  push_metatable<Message>(L);
  push_members(L, of_message);
  lua_pushcclosure(L, l_message_member, 1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

// Few programs ever see a large one.
void register_large_types(lua_State* L) {
  if (metatable_of<large_payload>(L) != nullptr)
    return;
  register_type<large_message>(L, "Message", of_message, message_meta);
  add_fields<large_message>(L);
  register_type<large_payload>(L, "Payload", of_payload, payload_meta);
}

}  // namespace

namespace {

// RFC 3339, in UTC: how a workflow has the time of its cancellation.
void push_time_text(lua_State* L, uint64_t seconds) {
  char text[40];
  const modules::shown_time when{.civil = modules::civil_of(static_cast<int64_t>(seconds))};
  const size_t size = modules::format_layout(modules::layouts::rfc3339, when, text);
  lua_pushlstring(L, text, std::min(size, sizeof text));
}

}  // namespace

void push_event(lua_State* L, const message& letter) {
  lua_createtable(L, 0, 4);
  lua_pushlstring(L, letter.topic.data(), letter.topic.size());
  lua_setfield(L, -2, "kind");
  if (letter.from)
    push_pid(L, letter.from);
  else if (letter.failure && !letter.body.empty())
    push_first(L, letter.body);
  else
    lua_pushliteral(L, "{|}");
  lua_setfield(L, -2, "from");
  if (letter.topic == event_kind::outdated) {
    push_first(L, letter.body);
    lua_setfield(L, -2, "sources");
    return;
  }
  if (letter.topic == event_kind::cancel && vm::of(L).runs_workflow())
    push_time_text(L, letter.reference);
  else
    lua_pushnumber(L, static_cast<lua_Number>(letter.reference));
  lua_setfield(L, -2, "at");
  if (letter.topic == event_kind::cancel) {
    push_first(L, letter.body);
    lua_setfield(L, -2, "reason");
    return;
  }
  push_result(L, letter);
  lua_setfield(L, -2, "result");
}

void register_mail_types(lua_State* L) {
  if (metatable_of<small_payload>(L) != nullptr)
    return;
  register_type<small_message>(L, "Message", of_message, message_meta);
  add_fields<small_message>(L);
  register_type<small_payload>(L, "Payload", of_payload, payload_meta);
}

}  // namespace lua

namespace modules {

namespace {

int l_new(lua_State* L) {
  lua_settop(L, 1);
  lua::vm& self = lua::vm::of(L);
  self.scratch_value() = lua::encode_range(L, 1, 1);
  lua::push_payload(L, self.scratch_value(),
                    lua::error_at(L, 1) != nullptr ? lua::payload_format::error : lua::payload_format::lua);
  return 1;
}

}  // namespace

int open_payload(lua_State* L) {
  static const luaL_Reg functions[] = {{"new", l_new}, {nullptr, nullptr}};
  push_members(L, functions);
  lua_newtable(L);
  static constexpr std::pair<const char*, const char*> formats[] = {
    {"JSON", lua::payload_format::json},       {"YAML", lua::payload_format::yaml},
    {"STRING", lua::payload_format::text},     {"BYTES", lua::payload_format::bytes},
    {"MSGPACK", lua::payload_format::msgpack}, {"LUA", lua::payload_format::lua},
    {"GOLANG", lua::payload_format::native},   {"ERROR", lua::payload_format::error},
  };
  for (const auto& [name, format] : formats) {
    lua_pushstring(L, format);
    lua_setfield(L, -2, name);
  }
  lua_setfield(L, -2, "format");
  return 1;
}

}  // namespace modules

}  // namespace troupe::runtime
