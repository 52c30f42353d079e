#include "runtime/lua/channel.hpp"

#include "config/errc.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/mail_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"

namespace troupe::runtime::lua {

channel::~channel() {
  // Tasks that still wait here lose this channel only: their thread was collected with it, or the machine is closing.
  for (wait_list* list : {&receivers, &senders})
    while (wait_node* node = list->first()) {
      list->remove(*node);
      node->where = nullptr;
    }
}

channel& push_channel(lua_State* L, uint32_t capacity) {
  register_channel_types(L);
  channel& made = *push_object<channel>(L);
  made.capacity = capacity;
  lua_createtable(L, 0, 1);
  lua_pushvalue(L, -2);
  lua_rawseti(L, -2, 0);
  lua_setfenv(L, -2);
  return made;
}

channel* channel_at(lua_State* L, int index) {
  return object_at<channel>(L, index);
}

namespace {

// The channel's userdata, for messages and results, from its environment.
void push_self(lua_State* L, wait_node& node) {
  // A select keeps its array of cases on the waiting thread; a case shares the channel's environment.
  lua_rawgeti(node.who->thread, 1, node.case_index);
  lua_getfenv(node.who->thread, -1);
  lua_rawgeti(node.who->thread, -1, 0);
  lua_replace(node.who->thread, -3);
  lua_pop(node.who->thread, 1);
  lua_xmove(node.who->thread, L, 1);
}

// Replaces channel and value on top of the stack by select's result.
void make_result(lua_State* L, bool ok) {
  lua_createtable(L, 0, 3);
  lua_insert(L, -3);  // result, channel, value
  lua_setfield(L, -3, "value");
  lua_setfield(L, -2, "channel");
  lua_pushboolean(L, ok ? 1 : 0);
  lua_setfield(L, -2, "ok");
}

void deliver(lua_State* L, task& to, int values) {
  lua_State* thread = to.thread;
  lua_settop(thread, 0);
  lua_xmove(L, thread, values);
  vm::of(L).tasks().wake(to, values);
}

// Wakes a receiver with the value on top of the stack, which it pops.
void wake_receiver(lua_State* L, wait_node& node, bool ok) {
  if (node.case_index == 0) {
    lua_pushboolean(L, ok ? 1 : 0);
    deliver(L, *node.who, 2);
    return;
  }
  push_self(L, node);  // value channel
  lua_insert(L, -2);   // channel value
  make_result(L, ok);
  deliver(L, *node.who, 1);
}

// Pushes what a blocked sender offers: its thread holds channel and value, or the array of cases.
void push_offered(lua_State* L, wait_node& node) {
  lua_State* thread = node.who->thread;
  if (node.case_index == 0) {
    lua_pushvalue(thread, 2);
  } else {
    lua_rawgeti(thread, 1, node.case_index);
    lua_getfenv(thread, -1);
    lua_rawgeti(thread, -1, 1);
    lua_replace(thread, -3);
    lua_pop(thread, 1);
  }
  lua_xmove(thread, L, 1);
}

void wake_sender(lua_State* L, wait_node& node) {
  if (node.case_index == 0) {
    lua_pushboolean(L, 1);
    deliver(L, *node.who, 1);
    return;
  }
  push_self(L, node);
  push_offered(L, node);
  make_result(L, true);
  deliver(L, *node.who, 1);
}

void push_letter(lua_State* L, channel& ch) {
  if (ch.from == channel::feed::messages) {
    push_message(L, ch.letters);
    return;
  }
  if (ch.from == channel::feed::events) {
    push_event(L, *ch.letters.front());
    vm::of(L).world().letter_read(*ch.letters.front());
    ch.letters.pop();
    return;
  }
  const size_t n = ch.letters.front()->body.count();
  if (n <= 1) {
    push_first(L, ch.letters.front()->body);
  } else {  // raw delivery: several payloads are an array
    lua_createtable(L, static_cast<int>(n), 0);
    const int array = lua_gettop(L);
    for (int i = push_items(L, ch.letters.front()->body); i >= 1; --i)
      lua_rawseti(L, array, i);
  }
  vm::of(L).world().letter_read(*ch.letters.front());  // not before: what raised above leaves the letter unread
  ch.letters.pop();
}

void push_buffered(lua_State* L, int index, channel& ch) {
  lua_getfenv(L, index);
  const auto slot = static_cast<int>(ch.head) + 1;
  lua_rawgeti(L, -1, slot);
  lua_pushnil(L);
  lua_rawseti(L, -3, slot);
  lua_remove(L, -2);
  ch.head = (ch.head + 1) % ch.capacity;
  --ch.count;
}

// Pops the value on top into the buffer, which has room.
void buffer(lua_State* L, int index, channel& ch) {
  lua_getfenv(L, index);
  lua_insert(L, -2);
  lua_rawseti(L, -2, static_cast<int>((ch.head + ch.count) % ch.capacity) + 1);
  lua_pop(L, 1);
  ++ch.count;
}

}  // namespace

taken try_take(lua_State* L, int index) {
  channel& ch = *channel_at(L, index);
  if (!ch.letters.empty()) {
    push_letter(L, ch);
    return taken::value;
  }
  if (ch.count > 0) {
    push_buffered(L, index, ch);
    if (wait_node* sender = ch.senders.first()) {
      push_offered(L, *sender);
      buffer(L, index, ch);
      wake_sender(L, *sender);
    }
    return taken::value;
  }
  if (wait_node* sender = ch.senders.first(); sender != nullptr && !ch.closed) {
    push_offered(L, *sender);
    wake_sender(L, *sender);
    return taken::value;
  }
  return ch.closed ? taken::closed : taken::nothing;
}

bool try_give(lua_State* L, int index) {
  channel& ch = *channel_at(L, index);
  if (wait_node* receiver = ch.receivers.first()) {
    wake_receiver(L, *receiver, true);
    return true;
  }
  if (ch.count >= ch.capacity)
    return false;
  buffer(L, index, ch);
  return true;
}

void feed_receivers(lua_State* L, channel& ch) {
  while (!ch.letters.empty() && !ch.receivers.empty()) {
    push_letter(L, ch);
    wake_receiver(L, *ch.receivers.first(), true);
  }
}

void close_channel(lua_State* L, channel& ch) {
  if (ch.closed)
    return;
  ch.closed = true;
  while (wait_node* receiver = ch.receivers.first()) {
    lua_pushnil(L);
    wake_receiver(L, *receiver, false);
  }
  // A blocked plain sender learns of it; a send case of a select just never becomes ready.
  wait_node* node = ch.senders.first();
  while (node != nullptr) {
    wait_node* next = node->next;
    if (node->case_index == 0)
      deliver(L, *node->who, fail(L, errc::unavailable, "send on closed channel"));
    node = next;
  }
}

int block_receiving(lua_State* L, int index) {
  vm& self = vm::of(L);
  task& current = self.check_may_block(L);
  channel& ch = *channel_at(L, index);
  self.tasks().wait_on(current, ch, false);
  current.blocked = true;
  lua_pushvalue(L, index);  // keeps the channel alive
  return lua_yield(L, 1);
}

int block_sending(lua_State* L, int index, int value_index) {
  vm& self = vm::of(L);
  task& current = self.check_may_block(L);
  channel& ch = *channel_at(L, index);
  self.tasks().wait_on(current, ch, true);
  current.blocked = true;
  lua_pushvalue(L, index);
  lua_pushvalue(L, value_index);
  return lua_yield(L, 2);
}

namespace {

// Tries the case at stack slot `at`; on success leaves select's result on top.
bool try_case(lua_State* L, int at, const select_case& each) {
  lua_getfenv(L, at);
  lua_rawgeti(L, -1, 0);  // environment, channel
  const int ch = lua_gettop(L);
  if (each.sending) {
    if (each.where->closed)
      return false;
    lua_rawgeti(L, ch - 1, 1);
    lua_pushvalue(L, -1);
    if (!try_give(L, ch))
      return false;
    make_result(L, true);
    return true;
  }
  switch (try_take(L, ch)) {
    case taken::nothing: return false;
    case taken::closed: lua_pushnil(L); make_result(L, false); return true;
    case taken::value: make_result(L, true); return true;
  }
  return false;
}

}  // namespace

int select_channels(lua_State* L, int cases, bool or_default) {
  vm& self = vm::of(L);
  const auto n = static_cast<int>(lua_objlen(L, cases));
  const int top = lua_gettop(L);
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= n; ++i) {
      lua_rawgeti(L, cases, i);
      if (const auto* each = object_at<select_case>(L, top + 1); each != nullptr && try_case(L, top + 1, *each))
        return 1;
      lua_settop(L, top);
    }
    if (round == 0) {
      if (!self.running(L))
        break;  // no mail is taken in while a chunk loads
      self.fetch_mail(L);
    }
  }
  if (or_default) {
    lua_createtable(L, 0, 2);
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "default");
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "ok");
    return 1;
  }
  task& current = self.check_may_block(L);
  self.tasks().reserve_waits(current, static_cast<size_t>(n));
  for (int i = 1; i <= n; ++i) {
    lua_rawgeti(L, cases, i);
    if (const auto* each = object_at<select_case>(L, top + 1))
      if (!(each->sending && each->where->closed))
        self.tasks().wait_on_case(current, *each->where, i, each->sending);
    lua_settop(L, top);
  }
  current.blocked = true;
  lua_pushvalue(L, cases);
  return lua_yield(L, 1);
}

}  // namespace troupe::runtime::lua
