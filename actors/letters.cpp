#include "actors/letters.hpp"

#include <chrono>

namespace troupe::actors {

using runtime::letter;
using runtime::message;
using runtime::message_ptr;

namespace {

message_ptr make(letter kind, process_id from) {
  auto made = std::make_unique<message>();
  made->kind = kind;
  made->from = from;
  return made;
}

void set_result(message& to, const runtime::outcome& result) {
  if (const runtime::fault* why = runtime::fault_in(result))
    to.failure = std::make_unique<runtime::fault>(*why);
  else
    to.body = std::get<runtime::value>(result);
}

}  // namespace

message_ptr make_cancel(process_id from, std::string_view reason) {
  message_ptr made = make(letter::event, from);
  made->topic = runtime::event_kind::cancel;
  made->reference = static_cast<uint64_t>(
    std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  made->body = runtime::value::of(reason);
  return made;
}

message_ptr make_terminate(runtime::fault why) {
  message_ptr made = make(letter::terminate, {});
  made->failure = std::make_unique<runtime::fault>(std::move(why));
  return made;
}

message_ptr make_exit(process_id from, const runtime::outcome& result, uint64_t at) {
  message_ptr made = make(letter::event, from);
  made->topic = runtime::event_kind::exit;
  made->reference = at;
  set_result(*made, result);
  return made;
}

message_ptr make_link_down(process_id from, const runtime::fault& why, uint64_t at) {
  message_ptr made = make(letter::link_down, from);
  made->topic = runtime::event_kind::link_down;
  made->reference = at;
  made->failure = std::make_unique<runtime::fault>(why);
  return made;
}

message_ptr make_outdated(const std::vector<std::string>& sources) {
  message_ptr made = make(letter::event, {});
  made->topic = runtime::event_kind::outdated;
  document::list list;
  for (const std::string& each : sources)
    list.emplace_back(each);
  made->body = runtime::to_value(document{std::move(list)});
  return made;
}

message_ptr make_completed(process_id from, uint64_t ticket, runtime::outcome result) {
  message_ptr made = make(letter::completed, from);
  made->reference = ticket;
  set_result(*made, result);
  return made;
}

}  // namespace troupe::actors
