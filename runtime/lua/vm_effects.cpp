// The effect half of a machine: requests out, tickets and timers that wait for an answer.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/vm.hpp"

namespace troupe::runtime::lua {

const reply& vm::submit_now(ticket who) {
  reply_ = world_->perform(std::move(request_), who);
  return reply_;
}

int vm::push_reply(lua_State* L) {
  if (reply_.how == reply::state::failed)
    return fail(L, reply_.failure);
  return push_items(L, reply_.results);
}

int vm::submit(lua_State* L, pushed_answer answer, int kept) {
  task& current = check_may_block(L);
  int anchor = 0;
  if (kept != 0) {
    lua_pushvalue(L, kept);
    anchor = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  const ticket who = next_ticket();
  if (submit_now(who).how != reply::state::pending) {
    if (anchor != 0)
      luaL_unref(L, LUA_REGISTRYINDEX, anchor);
    return push_reply(L);
  }
  pending_[who] = {&current, anchor, answer};
  current.awaited = who;
  current.blocked = true;
  return lua_yield(L, 0);
}

int vm::submit_anywhere(lua_State* L) {
  if (running(L) != nullptr && !loading_)
    return submit(L);
  if (submit_now().how != reply::state::pending)
    return push_reply(L);
  lua_pushboolean(L, 1);
  lua_pushnil(L);
  return 2;
}

void vm::let_go(effect what) noexcept {
  if (world_ != nullptr)
    world_->perform(std::move(what), 0);
}

sent vm::send(std::string_view destination, std::string_view topic) noexcept {
  auto letter = std::make_unique<message>();
  letter->from = self_;
  letter->topic = topic;
  letter->body = std::move(kept_);
  const sent how = world_->send(destination, letter, reply_.failure);
  if (how == sent::no)
    reply_.how = reply::state::failed;
  if (how == sent::ask)
    kept_ = std::move(letter->body);
  return how;
}

void vm::expect_future(lua_State* L, ticket who, int index) {
  lua_pushvalue(L, index);
  const int anchor = luaL_ref(L, LUA_REGISTRYINDEX);
  pending_[who] = {nullptr, anchor, nullptr};
}

bool vm::drop_future(lua_State* L, ticket who) {
  const auto found = pending_.find(who);
  if (found == pending_.end())
    return false;
  luaL_unref(L, LUA_REGISTRYINDEX, found->second.anchor);
  pending_.erase(found);
  return true;
}

void vm::forget_future(lua_State* L, ticket who) {
  if (drop_future(L, who))
    world_->perform(cancel_call_request{who}, 0);
}

void vm::arm_timer(lua_State* L, ticket who, int channel_index, std::chrono::nanoseconds delay,
                   std::chrono::nanoseconds period) {
  lua_pushvalue(L, channel_index);
  const int anchor = luaL_ref(L, LUA_REGISTRYINDEX);
  timers_[who] = {anchor, period.count() > 0};
  world_->perform(timer_request{delay, period}, who);
}

bool vm::disarm_timer(lua_State* L, ticket who) {
  const auto found = timers_.find(who);
  if (found == timers_.end())
    return false;
  luaL_unref(L, LUA_REGISTRYINDEX, found->second.channel_anchor);
  timers_.erase(found);
  world_->perform(stop_timer_request{who}, 0);
  return true;
}

}  // namespace troupe::runtime::lua
