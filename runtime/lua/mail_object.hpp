// Message and Payload objects (process.md section 10). Thread: the machine's.
#pragma once

#include "runtime/lua/memory_account.hpp"
#include "runtime/message.hpp"

#include <cstdint>
#include <string>

struct lua_State;

namespace troupe::runtime::lua {

// Both come in two forms: a small one lies in the userdata itself, so that the collector has nothing to finalize, a large one refers to
// the letter or the value, so that nothing is copied.

struct large_message {
  message_ptr letter;
  outside_memory held;
};
struct small_message {  // topic and body follow
  process_id from;
  uint32_t topic_size = 0;
  uint32_t body_size = 0;
};

// One item of a sequence in some format; "lua/any" unless it was transcoded or came from outside.
struct large_payload {
  value data;
  outside_memory held;
  const char* format = nullptr;  // one of the constants below
};
struct small_payload {  // the item follows
  const char* format = nullptr;
  uint32_t size = 0;
};

namespace payload_format {
inline constexpr const char* json = "json/plain";
inline constexpr const char* yaml = "yaml/plain";
inline constexpr const char* text = "text/plain";
inline constexpr const char* bytes = "application/octet-stream";
inline constexpr const char* msgpack = "application/msgpack";
inline constexpr const char* lua = "lua/any";
inline constexpr const char* native = "golang/any";
inline constexpr const char* error = "golang/error";
}  // namespace payload_format

// Pushes the first letter of a queue as a Message and takes it out; it stays where it is if that raises.
void push_message(lua_State* L, message_queue& from);

// Pushes the table of an event (process.md section 5).
void push_event(lua_State* L, const message& letter);

// Pushes a Payload with one item.
void push_payload(lua_State* L, const value& data, const char* format);

// Registers the types; once per machine, when first needed.
void register_mail_types(lua_State* L);

}  // namespace troupe::runtime::lua
