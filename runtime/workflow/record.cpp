#include "runtime/workflow/record.hpp"

#include <utility>

namespace troupe::runtime::workflow {

namespace {

// Optional parts follow a mask, so that a timer's record is some ten bytes.
constexpr int64_t with_number = 1, with_name = 2, with_detail = 4, with_body = 8, with_failure = 16, with_options = 32, with_context = 64, with_security = 128,
                  with_reason = 256;

// A value inside another: its bytes as a text, since table numbers count from the start of a buffer.
void put_value(value_writer& to, const value& what) {
  to.text(what.bytes());
}

class item_reader {
public:
  explicit item_reader(std::string_view bytes) : from_(bytes) {}

  int64_t integer() {
    const value_reader::item found = from_.next();
    ok_ = ok_ && found.type == tag::integer;
    return found.integer;
  }
  std::string text() {
    const value_reader::item found = from_.next();
    ok_ = ok_ && found.type == tag::text;
    return std::string{found.text};
  }
  value nested() {
    const value_reader::item found = from_.next();
    ok_ = ok_ && found.type == tag::text && (found.text.empty() || value::verify(found.text));
    return ok_ && !found.text.empty() ? value::from_bytes(found.text) : value{};
  }
  std::optional<fault> failure() {
    const value made = nested();
    auto found = made.empty() ? std::nullopt : to_fault(made);
    ok_ = ok_ && found.has_value();
    return found;
  }
  document tree() {
    const value made = nested();
    return made.empty() ? document{} : first_as_document(made);
  }
  bool ok() const noexcept { return ok_ && from_.ok(); }
  bool fits(int64_t count) const noexcept { return ok_ && count >= 0 && static_cast<uint64_t>(count) <= from_.remaining(); }

private:
  value_reader from_;
  bool ok_ = true;
};

// Answers the number of items written.
size_t put(value_writer& to, const job& what) {
  const int64_t mask = (what.command != 0 ? with_number : 0) | (what.topic.empty() ? 0 : with_name) | (what.sender.empty() ? 0 : with_detail)
                       | (what.body.bytes().empty() ? 0 : with_body) | (what.failure ? with_failure : 0) | (what.reason.empty() ? 0 : with_reason);
  size_t items = 2;
  to.integer(static_cast<int64_t>(what.kind));
  to.integer(mask);
  if ((mask & with_number) != 0)
    to.integer(static_cast<int64_t>(what.command)), ++items;
  if ((mask & with_name) != 0)
    to.text(what.topic), ++items;
  if ((mask & with_detail) != 0)
    to.text(what.sender), ++items;
  if ((mask & with_body) != 0)
    put_value(to, what.body), ++items;
  if ((mask & with_failure) != 0)
    put_value(to, to_value(*what.failure)), ++items;
  if ((mask & with_reason) != 0)
    to.text(what.reason), ++items;
  return items;
}

job take_job(item_reader& from) {
  job made;
  made.kind = static_cast<job_kind>(from.integer());
  const int64_t mask = from.integer();
  if ((mask & with_number) != 0)
    made.command = static_cast<uint64_t>(from.integer());
  if ((mask & with_name) != 0)
    made.topic = from.text();
  if ((mask & with_detail) != 0)
    made.sender = from.text();
  if ((mask & with_body) != 0)
    made.body = from.nested();
  if ((mask & with_failure) != 0)
    made.failure = from.failure();
  if ((mask & with_reason) != 0)
    made.reason = from.text();
  return made;
}

size_t put(value_writer& to, const command& what) {
  const int64_t mask = (what.number != 0 ? with_number : 0) | (what.name.empty() ? 0 : with_name) | (what.detail.empty() ? 0 : with_detail)
                       | (what.body.bytes().empty() ? 0 : with_body) | (what.failure ? with_failure : 0) | (what.options.is_null() ? 0 : with_options)
                       | (what.context.bytes().empty() ? 0 : with_context) | (what.security.is_null() ? 0 : with_security);
  size_t items = 2;
  to.integer(static_cast<int64_t>(what.kind));
  to.integer(mask);
  if ((mask & with_number) != 0)
    to.integer(what.number), ++items;
  if ((mask & with_name) != 0)
    to.text(what.name), ++items;
  if ((mask & with_detail) != 0)
    to.text(what.detail), ++items;
  if ((mask & with_body) != 0)
    put_value(to, what.body), ++items;
  if ((mask & with_failure) != 0)
    put_value(to, to_value(*what.failure)), ++items;
  if ((mask & with_options) != 0)
    put_value(to, to_value(what.options)), ++items;
  if ((mask & with_context) != 0)
    put_value(to, what.context), ++items;
  if ((mask & with_security) != 0)
    put_value(to, to_value(what.security)), ++items;
  return items;
}

command take_command(item_reader& from) {
  command made;
  made.kind = static_cast<command_kind>(from.integer());
  const int64_t mask = from.integer();
  if ((mask & with_number) != 0)
    made.number = from.integer();
  if ((mask & with_name) != 0)
    made.name = from.text();
  if ((mask & with_detail) != 0)
    made.detail = from.text();
  if ((mask & with_body) != 0)
    made.body = from.nested();
  if ((mask & with_failure) != 0)
    made.failure = from.failure();
  if ((mask & with_options) != 0)
    made.options = from.tree();
  if ((mask & with_context) != 0)
    made.context = from.nested();
  if ((mask & with_security) != 0)
    made.security = from.tree();
  return made;
}

caf::error no_record() {
  return make_error(errc::invalid, "the record cannot be read");
}

}  // namespace

std::string_view name_of(job_kind kind) noexcept {
  switch (kind) {
    case job_kind::fire_timer: return "fire_timer";
    case job_kind::resolve_activity: return "resolve_activity";
    case job_kind::resolve_child_start: return "resolve_child_workflow_execution_start";
    case job_kind::resolve_child: return "resolve_child_workflow_execution";
    case job_kind::signal: return "signal_workflow";
    case job_kind::cancel: return "cancel_workflow";
  }
  return "unknown";
}

std::string_view name_of(command_kind kind) noexcept {
  switch (kind) {
    case command_kind::schedule_activity: return "schedule_activity";
    case command_kind::cancel_activity: return "request_cancel_activity";
    case command_kind::start_timer: return "start_timer";
    case command_kind::cancel_timer: return "cancel_timer";
    case command_kind::start_child: return "start_child_workflow_execution";
    case command_kind::signal_workflow: return "signal_external_workflow_execution";
    case command_kind::send: return "send";
    case command_kind::cancel_workflow: return "request_cancel_external_workflow_execution";
    case command_kind::set_version: return "set_patch_marker";
    case command_kind::set_attributes: return "upsert_workflow_search_attributes";
    case command_kind::use_name: return "use_name";
    case command_kind::ask_permission: return "ask_permission";
    case command_kind::complete: return "complete_workflow_execution";
    case command_kind::fail: return "fail_workflow_execution";
    case command_kind::continue_as_new: return "continue_as_new_workflow_execution";
  }
  return "unknown";
}

std::string encode(const activation& what) {
  value_writer to;
  size_t items = 4;
  to.integer(what.time_ns);
  to.integer(static_cast<int64_t>(what.drawn));
  to.integer(static_cast<int64_t>(what.jobs.size()));
  for (const job& each : what.jobs)
    items += put(to, each);
  to.integer(static_cast<int64_t>(what.commands.size()));
  for (const command& each : what.commands)
    items += put(to, each);
  return std::string{to.finish(items).bytes()};
}

caf::expected<activation> decode_activation(std::string_view bytes) {
  if (!value::verify(bytes))
    return no_record();
  item_reader from{bytes};
  activation made;
  made.time_ns = from.integer();
  made.drawn = static_cast<uint64_t>(from.integer());
  const int64_t jobs = from.integer();
  if (!from.fits(jobs))
    return no_record();
  for (int64_t i = 0; i < jobs; ++i)
    made.jobs.push_back(take_job(from));
  const int64_t commands = from.integer();
  if (!from.fits(commands))
    return no_record();
  for (int64_t i = 0; i < commands; ++i)
    made.commands.push_back(take_command(from));
  if (!from.ok())
    return no_record();
  return made;
}

std::string encode(const job& what) {
  value_writer to;
  const size_t items = put(to, what);
  return std::string{to.finish(items).bytes()};
}

caf::expected<job> decode_job(std::string_view bytes) {
  if (!value::verify(bytes))
    return no_record();
  item_reader from{bytes};
  job made = take_job(from);
  if (!from.ok())
    return no_record();
  return made;
}

std::string text_of(const command& what) {
  std::string text{name_of(what.kind)};
  if (!what.name.empty())
    text += " " + what.name;
  if (!what.detail.empty())
    text += " " + what.detail;
  return text;
}

}  // namespace troupe::runtime::workflow
