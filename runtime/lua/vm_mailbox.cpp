// The mailbox half of a machine: which channel an arrival belongs to (process.md section 4).
#include "config/limits.hpp"
#include "registry/pattern.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/future.hpp"
#include "runtime/lua/instant.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/vm.hpp"

#include <algorithm>

namespace troupe::runtime::lua {

namespace {

// Topics of the runtime's own never fall back to the inbox.
bool is_reserved(std::string_view topic) noexcept {
  return topic.starts_with('@');
}

// Adds the sources of an OUTDATED event to one that is unread; false if none is.
bool merge_outdated(message_queue& unread, const message& added) {
  message* known = unread.find([](const message& each) { return each.kind == letter::event && each.topic == event_kind::outdated; });
  if (known == nullptr)
    return false;
  document all = first_as_document(known->body);
  document::list& sources = *all.as_list();
  const document more = first_as_document(added.body);
  for (const document& each : *more.as_list())
    if (std::find(sources.begin(), sources.end(), each) == sources.end())
      sources.push_back(each);
  known->body = to_value(all);
  return true;
}

}  // namespace

void vm::put(message_ptr letter) {
  letter->arrival = ++arrivals_;
  arrived_.push(std::move(letter));
}

void vm::fetch_mail(lua_State* L) {
  world_->fetch_mail();
  take_arrivals(L);
}

void vm::take_arrivals(lua_State* L) {
  // The letter stays owned by the queue's slot until it is placed, so a raise for memory in between loses no bytes.
  for (uint32_t n = 0; n < limits::letters_per_slice && !arrived_.empty() && !ended_; ++n) {
    message_ptr letter = arrived_.pop();
    arrive(L, letter);
  }
}

void vm::take_mail(message_queue& to) {
  to.merge(unclaimed_);
  to.merge(early_events_);
  for (const subscription* slot : {&inbox_, &events_})
    if (slot->to != nullptr)
      to.merge(slot->to->letters);
  for (const auto& [topic, slot] : topics_)
    to.merge(slot.to->letters);
  to.merge(arrived_);
}

vm::subscription* vm::find_topic(std::string_view topic) noexcept {
  const auto found = topics_.find(topic);
  return found == topics_.end() ? nullptr : &found->second;
}

// Whether a subscription gets that topic: of a workflow it may be a pattern.
bool vm::covers(std::string_view subscribed, std::string_view topic) const noexcept {
  return subscribed == topic || (runs_workflow() && !is_reserved(topic) && registry::glob_matches(subscribed, topic));
}

// The topic's own, else the oldest whose pattern it matches.
vm::subscription* vm::subscription_for(std::string_view topic) noexcept {
  subscription* found = find_topic(topic);
  if (found != nullptr || !runs_workflow())
    return found;
  for (auto& [subscribed, slot] : topics_)
    if (covers(subscribed, topic) && (found == nullptr || slot.number < found->number))
      found = &slot;
  return found;
}

// Makes a topic known that the channel on top of the stack, which is `to`, listens to. If memory runs out it stays unknown.
void vm::add_topic(lua_State* L, std::string_view topic, channel& to, size_t bytes_besides) {
  lua_pushvalue(L, -1);
  const int anchor = luaL_ref(L, LUA_REGISTRYINDEX);
  const auto at = topics_.try_emplace(std::string{topic}).first;
  topic_subscription& slot = at->second;
  if (!slot.held.try_charge(L, topic.size() + bytes_besides)) {
    topics_.erase(at);
    luaL_unref(L, LUA_REGISTRYINDEX, anchor);
    luaL_error(L, "not enough memory");
  }
  slot.to = &to;
  slot.anchor = anchor;
  slot.number = ++topics_made_;
}

void vm::arrive(lua_State* L, message_ptr& letter) {
  switch (letter->kind) {
    case letter::user: {
      subscription* slot = subscription_for(letter->topic);
      if (slot == nullptr && is_reserved(letter->topic)) {  // its subscription ended while it was on its way
        world_->letter_read(*letter);
        letter.reset();
        return;
      }
      channel* to = slot != nullptr ? slot->to : inbox_.to;
      if (to == nullptr) {
        unclaimed_.push(std::move(letter));
        return;
      }
      to->letters.push(std::move(letter));
      feed_receivers(L, *to);
      return;
    }
    case letter::event:
      if (letter->topic == event_kind::outdated && merge_outdated(events_.to != nullptr ? events_.to->letters : early_events_, *letter))
        return;
      [[fallthrough]];
    case letter::link_down:
      if (events_.to == nullptr) {
        early_events_.push(std::move(letter));
        return;
      }
      events_.to->letters.push(std::move(letter));
      feed_receivers(L, *events_.to);
      return;
    case letter::completed: complete(L, *letter); return;
    case letter::timer: fire(L, *letter); return;
    case letter::tick:
      world_->letter_read(*letter);
      fire(L, *letter);
      return;
    case letter::terminate: return;  // the actor acts on it before the machine sees it
  }
}

void vm::complete(lua_State* L, message& letter) {
  const auto found = pending_.find(letter.reference);
  if (found == pending_.end())
    return;
  const pending waits = found->second;
  pending_.erase(found);
  if (waits.waiter == nullptr) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, waits.anchor);
    luaL_unref(L, LUA_REGISTRYINDEX, waits.anchor);
    complete_future(L, lua_gettop(L), letter.failure.get(), letter.body);
    lua_pop(L, 1);
    return;
  }
  lua_State* thread = waits.waiter->thread;
  const int base = lua_gettop(L);
  int n = 2;
  if (waits.answer != nullptr) {
    if (waits.anchor != 0) {
      lua_rawgeti(L, LUA_REGISTRYINDEX, waits.anchor);
      luaL_unref(L, LUA_REGISTRYINDEX, waits.anchor);
    }
    n = waits.answer(L, letter);
  } else if (letter.failure) {
    fail(L, *letter.failure);
  } else {
    n = push_items(L, letter.body);
    for (const int least = n == 0 ? 2 : n + 1; n < least; ++n)
      lua_pushnil(L);  // `value, nil`, also for one that returned nothing
  }
  lua_settop(thread, 0);
  if (!lua_checkstack(thread, n + LUA_MINSTACK))
    luaL_error(L, "too many results");
  lua_xmove(L, thread, n);
  lua_settop(L, base);
  tasks_.wake(*waits.waiter, n);
}

void vm::fire(lua_State* L, message& letter) {
  if (const auto sleeper = pending_.find(letter.reference); sleeper != pending_.end()) {
    task* waiter = sleeper->second.waiter;
    pending_.erase(sleeper);
    lua_settop(waiter->thread, 0);
    tasks_.wake(*waiter, 0);
    return;
  }
  const auto found = timers_.find(letter.reference);
  if (found == timers_.end())
    return;  // stopped while it was on its way
  const armed_timer timer = found->second;
  lua_rawgeti(L, LUA_REGISTRYINDEX, timer.channel_anchor);
  channel& to = *channel_at(L, -1);
  const int at = lua_gettop(L);
  push_instant(L, world_->clock().wall());
  if (!try_give(L, at))
    lua_pop(L, 1);  // a ticker whose reader is sixteen ticks behind
  if (!timer.repeats) {
    timers_.erase(letter.reference);
    luaL_unref(L, LUA_REGISTRYINDEX, timer.channel_anchor);
    close_channel(L, to);
  }
  lua_pop(L, 1);
}

channel* vm::mailbox_channel(lua_State* L, subscription& slot, channel::feed from) {
  if (slot.to == nullptr) {
    channel& made = push_channel(L, 0);
    made.from = from;
    lua_pushvalue(L, -1);
    slot.anchor = luaL_ref(L, LUA_REGISTRYINDEX);
    slot.to = &made;
    return &made;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, slot.anchor);
  return nullptr;
}

void vm::push_inbox(lua_State* L) {
  if (channel* made = mailbox_channel(L, inbox_, channel::feed::messages))
    unclaimed_.move_if(made->letters, [](const message&) { return true; });
}

void vm::push_events(lua_State* L) {
  if (channel* made = mailbox_channel(L, events_, channel::feed::events))
    early_events_.move_if(made->letters, [](const message&) { return true; });
}

// A late listener claims what is unread under its topic.
void vm::claim(channel& ch, std::string_view topic) {
  message_queue& from = inbox_.to != nullptr ? inbox_.to->letters : unclaimed_;
  from.move_if(ch.letters, [&](const message& letter) { return covers(topic, letter.topic); });
}

void vm::push_listener(lua_State* L, std::string_view topic, bool messages, size_t bytes_besides) {
  if (subscription* known = find_topic(topic)) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, known->anchor);
    return;
  }
  channel& made = push_channel(L, 0);
  made.from = messages ? channel::feed::messages : channel::feed::raw;
  add_topic(L, topic, made, bytes_besides);
  fetch_mail(L);
  claim(made, topic);
}

bool vm::bind_topic(lua_State* L, std::string_view topic, int channel_index) {
  if (find_topic(topic) != nullptr)
    return false;
  channel& to = *channel_at(L, channel_index);
  lua_pushvalue(L, channel_index);
  add_topic(L, topic, to, 0);
  lua_pop(L, 1);
  to.from = channel::feed::raw;
  claim(to, topic);
  feed_receivers(L, to);
  return true;
}

bool vm::unlisten(lua_State* L, channel& ch) {
  const auto at = std::find_if(topics_.begin(), topics_.end(), [&](const auto& each) { return each.second.to == &ch; });
  if (at == topics_.end())
    return false;
  const int anchor = at->second.anchor;
  const bool reserved = is_reserved(at->first);
  topics_.erase(at);
  for (message_ptr letter; reserved && (letter = ch.letters.pop()) != nullptr;)
    world_->letter_read(*letter);
  // Unread letters fall back to the inbox, at their place in the order of arrival.
  (inbox_.to != nullptr ? inbox_.to->letters : unclaimed_).merge(ch.letters);
  close_channel(L, ch);
  if (inbox_.to != nullptr)
    feed_receivers(L, *inbox_.to);
  luaL_unref(L, LUA_REGISTRYINDEX, anchor);
  return true;
}

}  // namespace troupe::runtime::lua
