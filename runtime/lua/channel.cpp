#include "runtime/lua/channel.hpp"

#include "config/errc.hpp"
#include "runtime/lua/border.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/mail_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

// What a waiting select keeps on its thread: its cases one by one, or, where they are many, in a table of its own. It is not the program's table,
// which may have changed meanwhile.
constexpr int cases_on_stack_max = 64;

void push_case(lua_State* thread, int case_index) {
  if (lua_istable(thread, 1))
    lua_rawgeti(thread, 1, case_index);
  else
    lua_pushvalue(thread, case_index);
}

// The channel's userdata, for messages and results, from its environment, which a case shares.
void push_self(lua_State* L, wait_node& node) {
  lua_State* thread = node.who->thread;
  push_case(thread, node.case_index);
  lua_getfenv(thread, -1);
  lua_rawgeti(thread, -1, 0);
  lua_replace(thread, -3);
  lua_pop(thread, 1);
  lua_xmove(thread, L, 1);
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

// Pushes what a blocked sender offers: its thread holds channel and value, or the cases of a select.
void push_offered(lua_State* L, wait_node& node) {
  lua_State* thread = node.who->thread;
  if (node.case_index == 0) {
    lua_pushvalue(thread, 2);
  } else {
    push_case(thread, node.case_index);
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

// The positions in a table of cases, in ascending order: 1 to count, or listed where the table has holes.
struct case_positions {
  const int* listed = nullptr;
  int count = 0;

  int at(int i) const noexcept { return listed == nullptr ? i + 1 : listed[i]; }
};

int position_on_top(lua_State* L) {
  lua_Number key = 0;
  const bool whole = border::number(L, -2, key) && key >= 1 && key <= std::numeric_limits<int>::max() && key == std::floor(key);
  return whole ? static_cast<int>(key) : 0;
}

// Leaves the list, if there is one, on the stack. `#` would not do: with holes it may answer any of several lengths.
case_positions positions_of(lua_State* L, int cases) {
  int count = 0;
  int last = 0;
  border::each_pair(L, cases, [&] {
    if (const int position = position_on_top(L); position != 0) {
      ++count;
      last = std::max(last, position);
    }
  });
  if (count == last)
    return {nullptr, count};
  auto* listed = static_cast<int*>(lua_newuserdata(L, static_cast<size_t>(count) * sizeof(int)));
  int* next = listed;
  border::each_pair(L, cases, [&] {
    if (const int position = position_on_top(L); position != 0)
      *next++ = position;
  });
  std::sort(listed, next);
  return {listed, count};
}

// Registers the cases and leaves them on the stack as `push_case` expects; answers how many values that are. Raises before the first one
// waits, if at all.
int wait_on_cases(lua_State* L, int cases, const case_positions& where, task& current) {
  task_list& tasks = vm::of(L).tasks();
  const bool many = where.count > cases_on_stack_max;
  luaL_checkstack(L, cases_on_stack_max + LUA_MINSTACK, "too many cases");
  if (many)
    lua_createtable(L, where.count, 0);
  const int own = lua_gettop(L);
  tasks.reserve_waits(current, static_cast<size_t>(where.count));
  int waiting = 0;
  for (int i = 0; i < where.count; ++i) {
    lua_rawgeti(L, cases, where.at(i));
    const auto* each = object_at<select_case>(L, lua_gettop(L));
    if (each == nullptr || (each->sending && each->where->closed)) {
      lua_pop(L, 1);
      continue;
    }
    tasks.wait_on_case(current, *each->where, ++waiting, each->sending);
    if (many)
      lua_rawseti(L, own, waiting);
  }
  return many ? 1 : waiting;
}

}  // namespace

int select_channels(lua_State* L, int cases, bool or_default) {
  vm& self = vm::of(L);
  const case_positions where = positions_of(L, cases);
  const int top = lua_gettop(L);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < where.count; ++i) {
      lua_rawgeti(L, cases, where.at(i));
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
  const int kept = wait_on_cases(L, cases, where, current);
  current.blocked = true;
  return lua_yield(L, kept);
}

}  // namespace troupe::runtime::lua
