// Rows of the tables as bytes and back (journal/format.md).
#include "runtime/journal/keys.hpp"
#include "runtime/workflow/store.hpp"

namespace troupe::runtime::workflow {

namespace {

using journal::append_number;

caf::error unreadable(std::string_view what) {
  return make_error(errc::invalid, "the journal's record of " + std::string{what} + " cannot be read");
}

value nested(std::string_view bytes, bool& ok) {
  ok = ok && (bytes.empty() || value::verify(bytes));
  return ok && !bytes.empty() ? value::from_bytes(bytes) : value{};
}

}  // namespace

std::string_view name_of(run_status status) noexcept {
  switch (status) {
    case run_status::running: return "running";
    case run_status::completed: return "completed";
    case run_status::failed: return "failed";
    case run_status::terminated: return "terminated";
    case run_status::timed_out: return "timed out";
    case run_status::continued: return "continued";
  }
  return "unknown";
}

std::string encode(const run_row& row) {
  value_writer to;
  const auto number = [&to](auto n) { to.integer(static_cast<int64_t>(n)); };
  const auto bytes = [&to](const value& v) { to.text(v.bytes()); };
  const auto tree = [&](const document& d) { d.is_null() ? to.text({}) : bytes(to_value(d)); };
  number(row.chain);
  to.text(row.start.entry);
  to.text(row.start.workflow_id);
  to.text(row.start.run_id);
  to.text(row.start.host);
  to.text(row.start.task_queue);
  to.text(row.start.name_space);
  number(row.start.attempt);
  bytes(row.start.arguments);
  bytes(row.start.context.values);
  to.text({reinterpret_cast<const char*>(row.start.seed.data()), row.start.seed.size()});
  tree(row.security);
  tree(row.options);
  number(row.parent_chain);
  number(row.parent_run);
  number(row.parent_command);
  number(row.chain_started_ns);
  number(row.started_ns);
  number(row.closed_ns);
  number(row.status);
  const fault* why = fault_in(row.result);
  to.boolean(why != nullptr);
  bytes(why != nullptr ? to_value(*why) : std::get<value>(row.result));
  return std::string{to.finish(22).bytes()};
}

bool is_open_run(std::string_view bytes) noexcept {
  constexpr int items_before_status = 19;
  if (!value::verify(bytes))
    return false;
  value_reader from{bytes};
  for (int i = 0; i < items_before_status; ++i)
    from.next();
  return from.next().integer == static_cast<int64_t>(run_status::running) && from.ok();
}

caf::expected<run_row> decode_run(std::string_view bytes) {
  bool ok = value::verify(bytes);
  if (!ok)
    return unreadable("a run");
  value_reader from{bytes};
  const auto number = [&] { return from.next().integer; };
  const auto text = [&] { return std::string{from.next().text}; };
  const auto tree = [&] {
    const value made = nested(from.next().text, ok);
    return made.empty() ? document{} : first_as_document(made);
  };
  run_row row;
  row.chain = static_cast<uint64_t>(number());
  row.start.entry = text();
  row.start.workflow_id = text();
  row.start.run_id = text();
  row.start.host = text();
  row.start.task_queue = text();
  row.start.name_space = text();
  row.start.attempt = number();
  row.start.arguments = nested(from.next().text, ok);
  row.start.context.values = nested(from.next().text, ok);
  const std::string seed = text();
  ok = ok && seed.size() == row.start.seed.size();
  if (ok)
    std::copy(seed.begin(), seed.end(), row.start.seed.begin());
  row.security = tree();
  row.options = tree();
  row.parent_chain = static_cast<uint64_t>(number());
  row.parent_run = static_cast<uint64_t>(number());
  row.parent_command = static_cast<uint64_t>(number());
  row.chain_started_ns = number();
  row.started_ns = number();
  row.closed_ns = number();
  row.status = static_cast<run_status>(number());
  const bool failed = from.next().type == tag::yes;
  value result = nested(from.next().text, ok);
  if (failed) {
    auto why = to_fault(result);
    ok = ok && why.has_value();
    if (why)
      row.result = std::move(*why);
  } else {
    row.result = std::move(result);
  }
  if (!ok || !from.ok())
    return unreadable("a run");
  return row;
}

std::string key_of(const timer_row& row) {
  std::string key;
  append_number(key, static_cast<uint64_t>(row.deadline_ns));
  append_number(key, row.run);
  append_number(key, row.command);
  key.push_back(static_cast<char>(row.kind));
  return key;
}

std::optional<timer_row> decode_timer(std::string_view key, std::string_view bytes) noexcept {
  if (key.size() != 25 || bytes.size() != 8)
    return std::nullopt;
  return timer_row{static_cast<int64_t>(*journal::number_in(key.substr(0, 8))), *journal::number_in(key.substr(8, 8)),
                   *journal::number_in(key.substr(16, 8)), static_cast<timer_kind>(key[24]), *journal::number_in(bytes)};
}

std::string encode(const attempt_row& row) {
  value_writer to;
  to.integer(row.attempts);
  to.integer(row.first_ns);
  to.integer(row.next_ns);
  to.text(to_value(row.last).bytes());
  return std::string{to.finish(4).bytes()};
}

caf::expected<attempt_row> decode_attempt(std::string_view bytes) {
  if (!value::verify(bytes))
    return unreadable("an activity's attempts");
  value_reader from{bytes};
  attempt_row row;
  row.attempts = static_cast<uint32_t>(from.next().integer);
  row.first_ns = from.next().integer;
  row.next_ns = from.next().integer;
  bool ok = true;
  auto last = to_fault(nested(from.next().text, ok));
  if (!ok || !last || !from.ok())
    return unreadable("an activity's attempts");
  row.last = std::move(*last);
  return row;
}

std::string pair_key(uint64_t first, uint64_t second) {
  std::string key;
  append_number(key, first);
  append_number(key, second);
  return key;
}

std::string id_key(std::string_view host, std::string_view workflow_id) {
  std::string key{host};
  key.push_back('\0');
  key += workflow_id;
  return key;
}

}  // namespace troupe::runtime::workflow
