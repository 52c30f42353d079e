// The mailbox half of a process: what it takes in, from whom, and what never reaches its program.
#include "actors/letters.hpp"
#include "actors/local_node.hpp"
#include "actors/process.hpp"
#include "config/limits.hpp"

#include <new>

namespace troupe::actors {

using runtime::fault;
using runtime::letter;
using runtime::message;
using runtime::message_ptr;

// Two addresses that no message has: the process waits for mail; the process has ended.
message* process::asleep() const noexcept {
  return reinterpret_cast<message*>(const_cast<process*>(this));
}

message* process::closed() const noexcept {
  return reinterpret_cast<message*>(reinterpret_cast<char*>(const_cast<process*>(this)) + 1);
}

bool process::put(message_ptr mail) noexcept {
  return place(std::move(mail)) != placed::nowhere;
}

process::placed process::place(message_ptr mail) noexcept {
  message* added = mail.release();
  message* head = mailbox_.load(std::memory_order_acquire);
  do {
    if (head == closed()) {
      delete added;
      return placed::nowhere;
    }
    added->next = head == asleep() ? nullptr : head;
  } while (!mailbox_.compare_exchange_weak(head, added, std::memory_order_acq_rel, std::memory_order_acquire));
  if (head != asleep())
    return placed::behind_others;
  launch();
  return placed::woke;
}

bool process::terminate(fault why) {
  condemned_.store(true, std::memory_order_relaxed);
  if (!put(make_terminate(std::move(why))))
    return false;
  workers_.hasten(this);
  return true;
}

// One that slept does no harm until its turn comes; to look for each of a crowd of such would take too long.
void process::link_down(message_ptr mail) {
  condemned_.store(true, std::memory_order_relaxed);
  if (place(std::move(mail)) == placed::behind_others)
    workers_.hasten(this);
}

void process::put_tick(runtime::ticket timer) noexcept {
  if (unread_ticks_.load(std::memory_order_relaxed) >= limits::unread_ticks_max)
    return;
  unread_ticks_.fetch_add(1, std::memory_order_relaxed);
  auto tick = std::make_unique<message>();
  tick->kind = letter::tick;
  tick->reference = timer;
  put(std::move(tick));
}

void process::letter_read(const message& mail) noexcept {
  if (mail.kind == letter::tick) {
    unread_ticks_.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  if (mail.kind == letter::user)
    mail_.read(runtime::mailbox_bytes(mail));
  if (!topics_)
    topics_.reset(new (std::nothrow) recent_topics);
  if (topics_)
    topics_->note(mail.topic);
}

process::delivery process::offer(message_ptr mail) noexcept {
  const host_limits& bounds = *options_.limits;
  if (!mail_.sent(runtime::mailbox_bytes(*mail), bounds.mailbox_messages(), bounds.mailbox_bytes())) {
    if (mailbox_.load(std::memory_order_relaxed) == closed())
      return delivery::ended;
    if (!told_full_.exchange(true, std::memory_order_relaxed)) {
      document fields{document::map{}};
      fields.set("pid", document{options_.id.text()});
      fields.set("entry", document{entry()});
      fields.set("messages", document{static_cast<int64_t>(mail_.messages())});
      fields.set("bytes", document{static_cast<int64_t>(mail_.bytes())});
      log::warn("process", "mailbox is full: senders are refused until the process reads (host.mailbox_limit, host.mailbox_bytes)", fields);
    }
    return delivery::full;
  }
  return put(std::move(mail)) ? delivery::done : delivery::ended;
}

bool process::go_to_sleep() noexcept {
  publish_figures();  // before: once asleep, the next slice may run on another thread
  message* none = nullptr;
  if (mailbox_.compare_exchange_strong(none, asleep(), std::memory_order_acq_rel))
    return true;
  figures_.in_slice.store(true, std::memory_order_relaxed);
  return false;
}

void process::fetch_mail() {
  message* newest = mailbox_.load(std::memory_order_relaxed);
  if (newest == nullptr || newest == asleep() || newest == closed())
    return;
  newest = mailbox_.exchange(nullptr, std::memory_order_acq_rel);
  message* oldest = nullptr;
  while (newest != nullptr && newest != asleep()) {
    message* next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  uint64_t letters = 0;
  uint64_t bytes = 0;
  while (oldest != nullptr) {
    message_ptr mail{oldest};
    oldest = oldest->next;
    if (mail->kind == letter::user) {
      ++letters;
      bytes += runtime::mailbox_bytes(*mail);
    }
    take(std::move(mail));
  }
  if (letters != 0) {
    mail_.received(letters, bytes);
    if (told_full_.load(std::memory_order_relaxed) && mail_.messages() <= options_.limits->mailbox_messages() / 2)
      told_full_.store(false, std::memory_order_relaxed);
  }
}

void process::take(message_ptr mail) {
  if (mail->kind == letter::terminate) {
    if (!killed_)
      killed_ = std::move(mail->failure);
    return;
  }
  if (mail->kind == letter::link_down && !(options_.machine && options_.machine->life_options.trap_links)) {
    if (!killed_)
      killed_ = std::make_unique<fault>(fault::undecided(errc::internal, "linked process failed"));
    return;
  }
  if (mail->kind == letter::event && mail->topic == runtime::event_kind::cancel)
    cancelled_ = true;
  if (mail->kind == letter::event && mail->topic == runtime::event_kind::outdated && (!keep_outdated(*mail) || follow(*mail)))
    return;
  if (calls_.take(home_, options_.id, *mail))
    return;
  if (options_.machine)
    options_.machine->put(std::move(mail));
}

// Of the entries that changed it keeps those that the running code is made of; false if there is none.
bool process::keep_outdated(message& mail) const {
  document::list sources;
  const document changed = runtime::first_as_document(mail.body);
  for (const document& each : *changed.as_list())
    for (const runtime::lua::unit& part : options_.code->units)
      if (part.id.text() == each.scalar_text()) {
        sources.push_back(each);
        break;
      }
  mail.body = runtime::to_value(document{sources});
  return !sources.empty();
}

// True if the process's service decides what comes of the change, so that the program does not hear of it.
bool process::follow(const message&) {
  const auto rule = options_.on_update ? options_.on_update->update.load(std::memory_order_relaxed) : registry::on_update::keep;
  if (rule == registry::on_update::upgrade)
    outdated_ = true;
  else if (rule == registry::on_update::restart && !std::exchange(restart_asked_, true))
    options_.on_update->restart();
  return rule != registry::on_update::keep || !wants_outdated_.load(std::memory_order_relaxed);
}

bool process::must_end() {
  fetch_mail();
  return killed_ != nullptr || load_overran();
}

bool process::load_overran() const {
  return load_begun_ != std::chrono::steady_clock::time_point{}
         && load_time_ + (std::chrono::steady_clock::now() - load_begun_) > options_.limits->load_timeout();
}

}  // namespace troupe::actors
