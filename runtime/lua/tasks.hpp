// The coroutines of one process: which may run, and what each blocked one waits for.
//
// A task waits on any number of channels (select) or on one ticket (an effect). The ready queue is first in, first out; one task
// runs at a time, and only a blocking call ends its turn. Thread: the machine's.
#pragma once

#include "runtime/effect.hpp"

#include <cstdint>
#include <memory>
#include <vector>

struct lua_State;

namespace troupe::runtime::lua {

struct channel;
struct task;

// One task waiting on one channel; linked into the channel's list of receivers or senders, owned by the task.
struct wait_node {
  wait_node* previous = nullptr;
  wait_node* next = nullptr;
  task* who = nullptr;
  channel* where = nullptr;
  int case_index = 0;  // position among the cases a select waits on; 0 for a plain send or receive
  bool sending = false;
};

// Intrusive list, first in first out.
class wait_list {
public:
  bool empty() const noexcept { return first_ == nullptr; }
  wait_node* first() const noexcept { return first_; }
  void append(wait_node& node) noexcept;
  void remove(wait_node& node) noexcept;

private:
  wait_node* first_ = nullptr;
  wait_node* last_ = nullptr;
};

struct task {
  lua_State* thread = nullptr;
  int anchor = 0;                // keeps the thread alive in the registry
  int pushed = 0;                // values on the thread's stack for its next resumption
  bool queued = false;
  bool blocked = false;          // yielded by a blocking call; only `wake` ends that
  bool is_main = false;
  ticket awaited = 0;
  task* next_ready = nullptr;
  wait_node wait;                // of a plain send or receive; `where` is null when it does not
  std::vector<wait_node> waits;  // of a select
};

// A thread (of Lua's kind) that the registry keeps alive.
struct anchored_thread {
  lua_State* thread = nullptr;
  int anchor = 0;
};

class task_list {
public:
  ~task_list();

  // A thread without a function: the one that was kept, else a new one. May raise for memory.
  anchored_thread take_thread(lua_State* L);
  // Keeps one whose function has returned for who next takes one; releases it if one is kept already.
  void keep_thread(lua_State* L, anchored_thread finished);

  // Makes a task for a new thread with the function on top of `from`, which it pops. Not queued yet. May raise for memory.
  task& add(lua_State* from);
  // Withdraws it from all channels, releases the thread. The task must not be running.
  void remove(lua_State* L, task& which);
  void clear(lua_State* L);

  void enqueue(task& which) noexcept;
  void enqueue_first(task& which) noexcept;
  // Ends a block: withdraws all waits and queues the task, which finds `pushed` values on its stack.
  void wake(task& which, int pushed) noexcept;
  task* next_ready() noexcept;  // null if none; removes it from the queue
  bool any_ready() const noexcept { return first_ready_ != nullptr; }

  // Starts waiting for one channel.
  void wait_on(task& which, channel& where, bool sending) noexcept;
  // Starts waiting for several: reserve, then add cases.
  void reserve_waits(task& which, size_t nodes);
  void wait_on_case(task& which, channel& where, int case_index, bool sending);
  // Ends every wait of the task and withdraws its nodes.
  void stop_waiting(task& which) noexcept;

  size_t size() const noexcept { return all_.size(); }
  // The one that was made first, unless it has ended.
  const task* first() const noexcept { return all_.empty() ? nullptr : all_.front().get(); }
  // True if no task could ever run again by itself: none is ready, none waits on a channel or a ticket.
  bool deadlocked() const noexcept;

  task* find(lua_State* thread) noexcept;

private:
  std::vector<std::unique_ptr<task>> all_;
  task* first_ready_ = nullptr;
  task* last_ready_ = nullptr;
  anchored_thread kept_;
};

}  // namespace troupe::runtime::lua
