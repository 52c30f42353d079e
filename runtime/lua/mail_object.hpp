// Message and Payload objects (process.md section 10).
//
// A Message owns the letter it was made from; a Payload shares the letter's value. Thread: the machine's.
#pragma once

#include "runtime/lua/memory_account.hpp"
#include "runtime/message.hpp"

#include <cstdint>
#include <string>

struct lua_State;

namespace troupe::runtime::lua {

struct message_object {
  message_ptr letter;
  outside_memory held;
};

// One item of a sequence in some format; "lua/any" unless it was transcoded or came from outside.
struct payload_object {
  value data;           // a sequence of one item
  outside_memory held;
  const char* format = nullptr;  // one of the constants below
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

// Pushes a Message that owns the letter.
void push_message(lua_State* L, message_ptr letter);

// Pushes the table of an event (process.md section 5).
void push_event(lua_State* L, const message& letter);

// Pushes a Payload with one item.
void push_payload(lua_State* L, const value& data, const char* format);

// Registers the types; once per machine, when first needed.
void register_mail_types(lua_State* L);

}  // namespace troupe::runtime::lua
