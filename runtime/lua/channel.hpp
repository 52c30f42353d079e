// Channels of one process (process.md section 12): rendezvous or buffered, fed by coroutines, by timers, or by the mailbox.
//
// The userdata's environment table holds the buffered values at 1..capacity and the channel itself at 0, so that a case object,
// which shares that table, keeps its channel alive. Thread: the machine's. Functions that take a lua_State may raise for memory;
// they build on the stack of the running thread and move finished values, as a suspended thread must never raise.
#pragma once

#include "runtime/lua/tasks.hpp"
#include "runtime/message.hpp"

#include <cstdint>

struct lua_State;

namespace troupe::runtime::lua {

struct channel {
  // What a letter becomes when a receiver takes it.
  enum class feed : uint8_t { values, messages, raw, events };

  uint32_t capacity = 0;
  uint32_t head = 0;   // buffered values stand at 1 + (head + i) % capacity
  uint32_t count = 0;
  bool closed = false;
  feed from = feed::values;
  message_queue letters;  // of the mailbox, claimed by this channel, not yet taken
  wait_list receivers;
  wait_list senders;

  channel() = default;
  channel(const channel&) = delete;
  ~channel();
};

// Makes the types of channels and cases known to the machine; nothing if they are. Defined with their methods (modules/channel.cpp).
void register_channel_types(lua_State* L);
void register_case_type(lua_State* L);

// Pushes a new channel. Needs nothing opened before: whoever makes a machine's first channel registers the types.
channel& push_channel(lua_State* L, uint32_t capacity);
channel* channel_at(lua_State* L, int index);

enum class taken : uint8_t { nothing, value, closed };

// Pushes one value if a letter, a buffered value or a blocked sender has one; pushes nothing otherwise. `index` is the channel's
// absolute stack slot.
taken try_take(lua_State* L, int index);

// Hands the value on top of the stack to a receiver or the buffer and pops it; answers false, and leaves it, if there is no room.
bool try_give(lua_State* L, int index);

// Gives queued letters to waiting receivers.
void feed_receivers(lua_State* L, channel& ch);

// Wakes everyone who waits; receive answers nil, false once the buffer is empty.
void close_channel(lua_State* L, channel& ch);

// One side of a select: `ch:case_receive()` or `ch:case_send(v)`. Its environment holds the channel at 0 and a value to send at 1;
// a receive case shares the channel's own environment.
struct select_case {
  channel* where = nullptr;
  bool sending = false;
};

// Waits until the channel at `index` gives (or takes) a value: `return block_on(L, ...)`. Raises where blocking is impossible.
int block_receiving(lua_State* L, int index);
int block_sending(lua_State* L, int index, int value_index);

// channel.select over the array at `cases`; blocks unless `or_default`.
int select_channels(lua_State* L, int cases, bool or_default);

}  // namespace troupe::runtime::lua
