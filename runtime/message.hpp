// What lies in a mailbox. The mailbox's node is the message itself, so a send allocates the node and its body and nothing else.
//
// Ownership: whoever holds a message_ptr; `put` into a mailbox hands it over. Thread: owned by one thread at a time.
#pragma once

#include "config/types.hpp"
#include "runtime/block_cache.hpp"
#include "runtime/fault.hpp"
#include "runtime/value.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace troupe::runtime {

enum class letter : uint8_t {
  user,       // topic and payload from another process
  event,      // topic is the event's kind, reference its time (Unix seconds): CANCEL (body: the reason), EXIT (body or failure:
              // the result), OUTDATED (body: the sources)
  link_down,  // an event that ends the process unless it traps; failure says why
              // EXIT and link_down of a workflow that nobody knows come from nobody: body is then the text of its PID
  completed,  // the effect named by `reference` ended: see body
  timer,      // the timer named by `reference` fired
  tick,       // the same, of one that repeats
  terminate,  // body: one text, the reason
};

// The platform's names of events, as programs compare them.
namespace event_kind {
inline constexpr const char* cancel = "pid.cancel";
inline constexpr const char* exit = "pid.exit";
inline constexpr const char* link_down = "pid.link.down";
inline constexpr const char* outdated = "pid.outdated";
}  // namespace event_kind

struct message {
  message* next = nullptr;
  letter kind = letter::user;
  uint64_t reference = 0;
  uint64_t arrival = 0;  // set by the receiving process: order of arrival
  process_id from;
  std::string topic;
  value body;
  std::unique_ptr<fault> failure;  // completed: set when the effect failed

  static void* operator new(size_t bytes) { return take_block(bytes); }
  static void operator delete(void* block, size_t bytes) noexcept { give_block(block, bytes); }
};

// What a letter counts in the mailbox where it lies unread: its body, and its topic unless that is short.
inline uint64_t mailbox_bytes(const message& letter) noexcept {
  constexpr size_t short_topic = 64;
  return letter.body.bytes().size() + (letter.topic.size() > short_topic ? letter.topic.size() : 0);
}

// What lies unread in one mailbox: user letters and their bytes. Events, completions and exits are not counted: they are
// never refused.
// Thread: `sent` from any, the rest the receiving process's.
class mailbox_account {
public:
  static constexpr int byte_bits = 38;

  // Counts one more; false, and it is not counted, if that is more than allowed (0: unlimited).
  bool sent(uint64_t bytes, uint64_t messages_max, uint64_t bytes_max) noexcept {
    const uint64_t one = (uint64_t{1} << byte_bits) + bytes;
    const uint64_t all = on_the_way_.fetch_add(one, std::memory_order_relaxed) + one + held_.load(std::memory_order_relaxed);
    if ((messages_max != 0 && all >> byte_bits > messages_max) || (bytes_max != 0 && (all & mask) > bytes_max)) {
      on_the_way_.fetch_sub(one, std::memory_order_relaxed);
      return false;
    }
    return true;
  }
  // Those that the receiver took in, at once.
  void received(uint64_t messages, uint64_t bytes) noexcept {
    const uint64_t sum = (messages << byte_bits) + bytes;
    held_.store(held_.load(std::memory_order_relaxed) + sum, std::memory_order_relaxed);
    on_the_way_.fetch_sub(sum, std::memory_order_relaxed);
  }
  // Letters that came with the process.
  void given(uint64_t bytes) noexcept {
    held_.store(held_.load(std::memory_order_relaxed) + (uint64_t{1} << byte_bits) + bytes, std::memory_order_relaxed);
  }
  void read(uint64_t bytes) noexcept {
    held_.store(held_.load(std::memory_order_relaxed) - (uint64_t{1} << byte_bits) - bytes, std::memory_order_relaxed);
  }

  uint64_t messages() const noexcept { return sum() >> byte_bits; }
  uint64_t bytes() const noexcept { return sum() & mask; }

private:
  static constexpr uint64_t mask = (uint64_t{1} << byte_bits) - 1;
  uint64_t sum() const noexcept {
    return on_the_way_.load(std::memory_order_relaxed) + held_.load(std::memory_order_relaxed);
  }

  std::atomic<uint64_t> on_the_way_{0};
  std::atomic<uint64_t> held_{0};
};

using message_ptr = std::unique_ptr<message>;

// Messages in order, linked through themselves: an empty queue costs two pointers, which matters to a hundred thousand idle
// processes. Owns what it holds.
class message_queue {
public:
  message_queue() = default;
  message_queue(const message_queue&) = delete;
  message_queue& operator=(const message_queue&) = delete;
  ~message_queue() { clear(); }

  bool empty() const noexcept { return first_ == nullptr; }
  const message* front() const noexcept { return first_; }

  void push(message_ptr letter) noexcept {
    message* added = letter.release();
    added->next = nullptr;
    (last_ != nullptr ? last_->next : first_) = added;
    last_ = added;
  }

  message_ptr pop() noexcept {
    message* taken = first_;
    if (taken != nullptr) {
      first_ = taken->next;
      if (first_ == nullptr)
        last_ = nullptr;
      taken->next = nullptr;
    }
    return message_ptr{taken};
  }

  // The first that `wanted` accepts, or null.
  template <class Predicate>
  message* find(Predicate wanted) noexcept {
    message* each = first_;
    while (each != nullptr && !wanted(*each))
      each = each->next;
    return each;
  }

  // Moves those that `wanted` accepts to the end of `to`, keeping their order.
  template <class Predicate>
  void move_if(message_queue& to, Predicate wanted) noexcept {
    message_queue kept;
    while (message_ptr letter = pop())
      (wanted(*letter) ? to : kept).push(std::move(letter));
    swap(kept);
  }

  // Takes all of `other` in, by order of arrival.
  void merge(message_queue& other) noexcept {
    message_queue merged;
    while (!empty() || !other.empty()) {
      const bool mine = other.empty() || (!empty() && first_->arrival <= other.first_->arrival);
      merged.push((mine ? *this : other).pop());
    }
    swap(merged);
  }

  void clear() noexcept {
    while (pop() != nullptr) {
    }
  }

  void swap(message_queue& other) noexcept {
    std::swap(first_, other.first_);
    std::swap(last_, other.last_);
  }

private:
  message* first_ = nullptr;
  message* last_ = nullptr;
};

}  // namespace troupe::runtime
