#include "runtime/lua/tasks.hpp"

#include "config/errc.hpp"
#include "runtime/lua/channel.hpp"
#include "runtime/lua/lua.hpp"

#include <algorithm>
#include <utility>

namespace troupe::runtime::lua {

void wait_list::append(wait_node& node) noexcept {
  node.previous = last_;
  node.next = nullptr;
  (last_ != nullptr ? last_->next : first_) = &node;
  last_ = &node;
}

void wait_list::remove(wait_node& node) noexcept {
  (node.previous != nullptr ? node.previous->next : first_) = node.next;
  (node.next != nullptr ? node.next->previous : last_) = node.previous;
  node.previous = node.next = nullptr;
}

task_list::~task_list() = default;

anchored_thread task_list::take_thread(lua_State* L) {
  if (kept_.thread != nullptr)
    return std::exchange(kept_, {});
  lua_State* made = lua_newthread(L);
  return {made, luaL_ref(L, LUA_REGISTRYINDEX)};
}

void task_list::keep_thread(lua_State* L, anchored_thread finished) {
  TROUPE_ASSERT(lua_status(finished.thread) == 0 && lua_gettop(finished.thread) == 0);
  if (kept_.thread == nullptr)
    kept_ = finished;
  else
    luaL_unref(L, LUA_REGISTRYINDEX, finished.anchor);
}

task& task_list::add(lua_State* from) {
  const anchored_thread its = take_thread(from);
  lua_xmove(from, its.thread, 1);
  task& made = *all_.emplace_back(std::make_unique<task>());
  made.thread = its.thread;
  made.anchor = its.anchor;
  return made;
}

void task_list::remove(lua_State* L, task& which) {
  TROUPE_ASSERT(!which.queued);
  stop_waiting(which);
  luaL_unref(L, LUA_REGISTRYINDEX, which.anchor);
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& t) { return t.get() == &which; });
  std::swap(*at, all_.back());
  all_.pop_back();
}

void task_list::clear(lua_State* L) {
  first_ready_ = last_ready_ = nullptr;
  for (const auto& each : all_) {
    stop_waiting(*each);
    luaL_unref(L, LUA_REGISTRYINDEX, each->anchor);
  }
  all_.clear();
}

void task_list::enqueue(task& which) noexcept {
  TROUPE_ASSERT(!which.queued);
  which.queued = true;
  which.next_ready = nullptr;
  (last_ready_ != nullptr ? last_ready_->next_ready : first_ready_) = &which;
  last_ready_ = &which;
}

void task_list::enqueue_first(task& which) noexcept {
  TROUPE_ASSERT(!which.queued);
  which.queued = true;
  which.next_ready = first_ready_;
  first_ready_ = &which;
  if (last_ready_ == nullptr)
    last_ready_ = &which;
}

void task_list::wake(task& which, int pushed) noexcept {
  stop_waiting(which);
  which.blocked = false;
  which.pushed = pushed;
  enqueue(which);
}

task* task_list::next_ready() noexcept {
  task* first = first_ready_;
  if (first == nullptr)
    return nullptr;
  first_ready_ = first->next_ready;
  if (first_ready_ == nullptr)
    last_ready_ = nullptr;
  first->queued = false;
  return first;
}

void task_list::reserve_waits(task& which, size_t nodes) {
  TROUPE_ASSERT(which.waits.empty());
  which.waits.reserve(nodes);  // linked nodes must not move
}

namespace {

void begin_wait(wait_node& node, task& which, channel& where, int case_index, bool sending) noexcept {
  node.who = &which;
  node.where = &where;
  node.case_index = case_index;
  node.sending = sending;
  (sending ? where.senders : where.receivers).append(node);
}

void end_wait(wait_node& node) noexcept {
  if (node.where != nullptr)
    (node.sending ? node.where->senders : node.where->receivers).remove(node);
  node.where = nullptr;
}

}  // namespace

void task_list::wait_on(task& which, channel& where, bool sending) noexcept {
  TROUPE_ASSERT(which.wait.where == nullptr);
  begin_wait(which.wait, which, where, 0, sending);
}

void task_list::wait_on_case(task& which, channel& where, int case_index, bool sending) {
  TROUPE_ASSERT(which.waits.size() < which.waits.capacity());
  begin_wait(which.waits.emplace_back(), which, where, case_index, sending);
}

void task_list::stop_waiting(task& which) noexcept {
  end_wait(which.wait);
  for (wait_node& node : which.waits)
    end_wait(node);
  which.waits.clear();
  which.awaited = 0;
}

bool task_list::deadlocked() const noexcept {
  return first_ready_ == nullptr && std::all_of(all_.begin(), all_.end(), [](const auto& t) {
    return t->blocked && t->awaited == 0 && t->wait.where == nullptr && t->waits.empty();
  });
}

task* task_list::find(lua_State* thread) noexcept {
  for (const auto& each : all_)
    if (each->thread == thread)
      return each.get();
  return nullptr;
}

}  // namespace troupe::runtime::lua
