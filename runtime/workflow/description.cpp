#include "runtime/workflow/description.hpp"

#include "config/document_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace troupe::runtime::workflow {

namespace {

constexpr int64_t ns_per_second = 1'000'000'000;

document number_of(uint64_t number) {
  return document{static_cast<int64_t>(number)};
}

// Messages that go with the start of a child hold the bytes of values.
document shown_options(const document& options) {
  document made = options;
  document* messages = made.find("messages");
  if (messages != nullptr && messages->as_list() != nullptr)
    for (document& each : *messages->as_list())
      if (const document* body = each.find("body"); body != nullptr && body->as_string() != nullptr && value::verify(*body->as_string())) {
        document payloads = items_of(value::from_bytes(*body->as_string()));
        each.erase("body");
        each.set("payloads", std::move(payloads));
      }
  return made;
}

std::string_view member_for(command_kind kind) {
  switch (kind) {
    case command_kind::schedule_activity:
    case command_kind::start_child:
    case command_kind::continue_as_new: return "arguments";
    case command_kind::signal_workflow:
    case command_kind::send: return "payloads";
    default: return "value";
  }
}

std::string cut(std::string text, size_t value_max) {
  if (text.size() <= value_max)
    return text;
  size_t end = value_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
    --end;  // not within a character
  return text.substr(0, end) + "...";
}

std::string shown(const value& what, size_t value_max) {
  const document items = items_of(what);
  std::string text;
  for (const document& each : *items.as_list())
    text += (text.empty() ? "" : ", ") + to_json(each, json_layout::spaced);
  return cut(std::move(text), value_max);
}

std::string shown(const fault& why, size_t value_max) {
  return "error " + cut((why.kind.empty() ? std::string{"Unknown"} : why.kind) + ": " + why.message, value_max);
}

}  // namespace

std::string time_text(int64_t ns) {
  if (ns == 0)
    return {};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ns / ns_per_second)), ns % ns_per_second / 1'000'000);
}

std::string word_for(run_status status) {
  std::string word{name_of(status)};
  std::replace(word.begin(), word.end(), ' ', '_');
  return word;
}

document items_of(const value& what) {
  document::list items;
  value_reader from{what};
  for (size_t left = what.count(); left != 0 && from.ok(); --left)
    items.push_back(to_document(from));
  return document{std::move(items)};
}

document describe(const fault& why) {
  document made{document::map{{"kind", document{why.kind}}, {"message", document{why.message}}}};
  if (why.retryable >= 0)
    made.set("retryable", document{why.retryable == 1});
  if (!why.details.empty())
    made.set("details", first_as_document(why.details));
  return made;
}

document describe(const job& what) {
  document made{document::map{{"job", document{name_of(what.kind)}}}};
  if (what.command != 0)
    made.set("command", number_of(what.command));
  if (!what.topic.empty())
    made.set("topic", document{what.topic});
  if (!what.sender.empty())
    made.set("sender", document{what.sender});
  if (!what.reason.empty())
    made.set("reason", document{what.reason});
  if (what.failure)
    made.set("error", describe(*what.failure));
  else if (what.kind == job_kind::signal)
    made.set("payloads", items_of(what.body));
  else if (!what.body.empty())
    made.set("value", first_as_document(what.body));
  return made;
}

document describe(uint64_t number, const command& what) {
  document made{document::map{{"number", number_of(number)}, {"command", document{name_of(what.kind)}}}};
  if (!what.name.empty())
    made.set("name", document{what.name});
  if (!what.detail.empty())
    made.set(what.kind == command_kind::start_child ? "workflow_id" : what.kind == command_kind::use_name       ? "registered"
             : what.kind == command_kind::ask_permission ? "resource"
                                                         : "topic",
             document{what.detail});
  if (what.kind == command_kind::start_timer)
    made.set("until", document{time_text(what.number)});
  else if (what.kind == command_kind::set_version)
    made.set("version", document{what.number});
  else if (what.kind == command_kind::ask_permission)
    made.set("allowed", document{what.number != 0});
  else if (what.number != 0)
    made.set("of", document{what.number});
  if (!what.body.empty()) {
    const std::string_view member = member_for(what.kind);
    made.set(member, member == "value" ? first_as_document(what.body) : items_of(what.body));
  }
  if (what.failure)
    made.set("error", describe(*what.failure));
  if (!what.options.is_null())
    made.set("options", shown_options(what.options));
  if (!what.context.empty())
    made.set("context", first_as_document(what.context));
  if (!what.security.is_null())
    made.set("security", what.security);
  return made;
}

document describe(uint64_t number, uint64_t first, const activation& recorded) {
  document::list jobs;
  for (const job& each : recorded.jobs)
    jobs.push_back(describe(each));
  document::list commands;
  for (const command& each : recorded.commands)
    commands.push_back(describe(++first, each));
  return document{document::map{{"activation", number_of(number)},
                                {"time", document{time_text(recorded.time_ns)}},
                                {"jobs", document{std::move(jobs)}},
                                {"commands", document{std::move(commands)}}}};
}

document describe(const open_command& what) {
  document made = describe(what.number, what.what);
  made.set("since", document{time_text(what.since_ns)});
  if (what.attempts) {
    made.set("failed_attempts", document{int64_t{what.attempts->attempts}});
    made.set("last_error", describe(what.attempts->last));
    if (what.attempts->next_ns != 0)
      made.set("next_attempt", document{time_text(what.attempts->next_ns)});
  }
  return made;
}

document describe(const chain_row& chain, const run_row& row, std::string_view status) {
  document made{document::map{{"pid", document{chain.pid()}},
                              {"workflow_id", document{chain.workflow_id}},
                              {"host", document{chain.host}},
                              {"type", document{row.start.entry}},
                              {"status", status.empty() ? document{word_for(row.status)} : document{status}},
                              {"started", row.started_ns == 0 ? document{} : document{time_text(row.started_ns)}}}};
  made.set("ended", row.closed_ns == 0 ? document{} : document{time_text(row.closed_ns)});
  made.set("run_id", document{row.start.run_id});
  made.set("attempt", document{row.start.attempt});
  return made;
}

void add_particulars(document& to, const run_row& row) {
  to.set("workflow_started", document{time_text(row.chain_started_ns)});
  to.set("task_queue", document{row.start.task_queue});
  to.set("input", items_of(row.start.arguments));
  if (const fault* why = fault_in(row.result))
    to.set("error", describe(*why));
  else if (row.status == run_status::completed)
    to.set("result", first_as_document(std::get<value>(row.result)));
  if (!row.options.is_null())
    to.set("options", row.options);
  if (!row.start.context.values.empty())
    to.set("context", first_as_document(row.start.context.values));
  if (!row.security.is_null())
    to.set("security", row.security);
}

void add_particulars(document& to, const run_summary& from) {
  to.set("activations", number_of(from.activations));
  to.set("commands", number_of(from.commands));
  to.set("history_bytes", number_of(from.bytes));
  if (from.latest_ns != 0)
    to.set("latest_activation", document{time_text(from.latest_ns)});
  if (!from.attributes.as_map()->empty())
    to.set("attributes", from.attributes);
  if (!from.versions.as_map()->empty())
    to.set("versions", from.versions);
  document::list open;
  for (const auto& [number, each] : from.open)
    open.push_back(describe(each));
  to.set("open", document{std::move(open)});
}

// ---- lines ------------------------------------------------------------------------------------------------------------

std::string line_of(const job& what, size_t value_max) {
  std::string text{name_of(what.kind)};
  if (what.command != 0)
    text += fmt::format(" {}", what.command);
  if (what.kind == job_kind::signal)
    text += fmt::format(" {} ({})", what.topic, shown(what.body, value_max));
  if (!what.sender.empty())
    text += " from " + what.sender;
  if (!what.reason.empty())
    text += ": " + cut(what.reason, value_max);
  if (what.failure)
    return text + ": " + shown(*what.failure, value_max);
  if (what.kind != job_kind::signal && !what.body.empty())
    text += ": " + shown(what.body, value_max);
  return text;
}

std::string line_of(const command& what, size_t value_max) {
  std::string text = text_of(what);
  switch (what.kind) {
    case command_kind::start_timer: return text + " until " + time_text(what.number);
    case command_kind::cancel_activity:
    case command_kind::cancel_timer: return fmt::format("{} {}", text, what.number);
    case command_kind::set_version: return fmt::format("{} = {}", text, what.number);
    case command_kind::ask_permission: return text + (what.number != 0 ? ": allowed" : ": refused");
    default: break;
  }
  if (member_for(what.kind) != "value")
    text += " (" + shown(what.body, value_max) + ")";
  else if (!what.body.empty())
    text += ": " + shown(what.body, value_max);
  return what.failure ? text + ": " + shown(*what.failure, value_max) : text;
}

std::string line_of(const open_command& what, size_t value_max) {
  std::string text = fmt::format("{} {}, since {}", what.number, line_of(what.what, value_max), time_text(what.since_ns));
  if (!what.attempts)
    return text;
  text += fmt::format(", {} failed attempt{}", what.attempts->attempts, what.attempts->attempts == 1 ? "" : "s");
  if (what.attempts->next_ns != 0)
    text += ", again at " + time_text(what.attempts->next_ns);
  return text + ", " + shown(what.attempts->last, value_max);
}

}  // namespace troupe::runtime::workflow
