// What processes and operators ask of workflows: starts, messages, ends, and news of them.
#include "actors/local_node.hpp"
#include "actors/workflows.hpp"
#include "runtime/workflow/inherited.hpp"
#include "runtime/workflow/json_image.hpp"

#include <utility>

namespace troupe::actors {

using runtime::fault;
using runtime::outcome;
using runtime::value;
using runtime::workflow::job;
using runtime::workflow::job_kind;
using runtime::workflow::start_order;
using runtime::workflow::transition;

namespace {

// The longest key of LMDB holds host and workflow id.
constexpr size_t id_bytes_max = 400;

uint64_t chain_of(process_id workflow) noexcept {
  return workflow.number & ~process_id::workflow_bit;
}

}  // namespace

caf::expected<start_order> workflows::order_of(const durable_host& host, std::string_view entry, const value& arguments,
                                               const document& options) const {
  auto how = runtime::workflow::read_start_options(options);
  if (!how)
    return how.error();
  if (const auto code = home_.programs().workflow_program(entry); !code)
    return code.error();
  auto image = runtime::workflow::json_image(arguments);
  if (!image)
    return make_error(errc::invalid, "failed to encode arguments: " + message_of(image.error()));
  start_order order;
  order.row.start.entry = entry;
  order.row.start.host = host.pid_host();
  order.row.start.task_queue = !how->task_queue.empty() ? how->task_queue : !host.task_queue().empty() ? host.task_queue() : host.id();
  order.row.start.name_space = host.name_space();
  order.row.start.arguments = std::move(*image);
  order.row.options = options;
  order.row.start.workflow_id = how->id.empty() ? fresh_run_id() : how->id;
  if (order.row.start.workflow_id.size() + host.pid_host().size() > id_bytes_max)
    return make_error(errc::invalid, "the workflow id is too long: " + std::to_string(order.row.start.workflow_id.size()) + " bytes, "
                                       + std::to_string(id_bytes_max - host.pid_host().size()) + " at most");
  if (order.row.start.workflow_id.find_first_of(std::string_view{"|{}\0", 4}) != std::string::npos)
    return make_error(errc::invalid, "a workflow id may not contain any of | { }, nor a zero byte");
  order.how = std::move(*how);
  order.drawn = draw_run();
  return order;
}

caf::error workflows::spawn(runtime::spawn_request& request, process_id parent, answer_to started, answer_to ended) {
  const std::shared_ptr<durable_host> host = find_host(request.host);
  if (host == nullptr)
    return make_error(errc::not_found, "host not found: " + request.host);
  if (!host->running())
    return make_error(errc::unavailable, std::string{no_client});
  document options = request.options;
  if (!request.name.empty() && runtime::workflow::find_option(options, "workflow", "id") == nullptr)
    options.set("workflow.id", document{request.name});
  auto order = order_of(*host, request.entry, request.arguments, options);
  if (!order)
    return order.error();
  if (auto values = runtime::workflow::json_image(request.context.values))
    order->row.start.context.values = std::move(*values);
  order->row.security = runtime::workflow::to_document(request.context.who);
  const std::string sender = parent ? parent.text() : std::string{};
  for (const runtime::message_ptr& each : request.first_messages) {
    auto body = runtime::workflow::json_image(each->body);
    if (!body)
      return make_error(errc::invalid, "failed to encode a message: " + message_of(body.error()));
    order->messages.push_back({.kind = job_kind::signal, .topic = each->topic, .sender = sender, .body = std::move(*body)});
  }
  struct outcome_of_start {
    start_order order;
    runtime::workflow::started made;
  };
  auto shared = std::make_shared<outcome_of_start>(outcome_of_start{std::move(*order), {}});
  const std::string pid = "{" + host->pid_host() + "|" + shared->order.row.start.workflow_id + "}";
  submit(
    [shared](transition& to) -> caf::error {
      auto made = to.start(shared->order);
      if (!made)
        return made.error();
      shared->made = *made;
      return {};
    },
    [this, shared, parent, monitor = request.monitor, link = request.link, started, ended, pid](const caf::error& problem) {
      const answer_to& whom = started.wanted() ? started : ended;
      if (problem)
        return home_.answer(whom, {}, fault::of(problem));
      // It cannot have ended: that would be another step, on this thread.
      const process_id who = id_of(shared->made.chain);
      if (monitor || link)
        home_.names().add_workflow(who);
      if (monitor)
        home_.names().monitor(parent, who);
      if (link)
        home_.names().link(parent, who);
      if (started.wanted())
        home_.answer(started, id_of(shared->made.chain), value::of(pid));
      if (ended.wanted())
        wait_for_end(shared->made.chain, ended);
    },
    journal_writer::urgency::from_outside);
  return {};
}

void workflows::wait_for_end(uint64_t chain, const answer_to& whom) {
  {
    const std::lock_guard lock{guard_};
    waiters_[chain].push_back(whom);
  }
  const auto over = end_of(chain);  // it may have ended before we waited; whoever takes the waiters answers them
  if (over)
    end(chain, *over);
}

std::optional<outcome> workflows::end_of(uint64_t chain) const {
  const auto txn = runtime::journal::read_txn::begin(env());
  const auto newest = txn ? store_->newest(*txn, chain) : txn.error();
  return newest && *newest && !(*newest)->row.open() ? std::optional{(*newest)->row.result} : std::nullopt;
}

bool workflows::is_open(process_id workflow) const {
  const auto txn = runtime::journal::read_txn::begin(env());
  const auto newest = txn ? store_->newest(*txn, chain_of(workflow)) : txn.error();
  return newest && *newest && (*newest)->row.open();
}

process_id workflows::find(std::string_view destination) const {
  std::string_view problem;
  const auto pid = parse_pid(destination, problem);
  if (!pid) {
    const process_id named = destination.starts_with('{') ? process_id{} : home_.names().lookup(destination);
    return named.is_workflow() ? named : process_id{};
  }
  const auto host = find_host(pid->host);
  if (host == nullptr)
    return {};
  const auto txn = runtime::journal::read_txn::begin(env());
  const auto chain = txn ? store_->find(*txn, host->pid_host(), pid->id) : txn.error();
  return chain && *chain != 0 ? id_of(*chain) : process_id{};
}

std::string workflows::pid_of_unknown(std::string_view destination) const {
  std::string_view problem;
  const auto pid = parse_pid(destination, problem);
  const auto host = pid ? find_host(pid->host) : nullptr;
  return host == nullptr || find(destination) ? std::string{} : "{" + host->pid_host() + "|" + pid->id + "}";
}

std::string workflows::text_of(process_id workflow) const {
  const auto txn = runtime::journal::read_txn::begin(env());
  const auto row = txn ? store_->chain(*txn, chain_of(workflow)) : txn.error();
  return row && *row ? (*row)->pid() : "{|}";
}

void workflows::post(process_id workflow, job what, answer_to done) {
  auto image = runtime::workflow::json_image(what.body);
  if (!image)
    return home_.answer(done, {}, fault::of(errc::invalid, "failed to encode the message: " + message_of(image.error())));
  what.body = std::move(*image);
  submit([chain = chain_of(workflow), what = std::move(what)](transition& to) { return to.post(chain, what); }, when_stored(done),
         journal_writer::urgency::from_outside);
}

void workflows::terminate(process_id workflow, answer_to done) {
  submit(
    [chain = chain_of(workflow)](transition& to) {
      return to.stop(chain, runtime::workflow::run_status::terminated, fault::of(errc::canceled, "workflow terminated"));
    },
    when_stored(done), journal_writer::urgency::from_outside);
}

// A workflow that is not there is an internal error, as on the platform; a journal that cannot be written is unavailable.
std::function<void(const caf::error&)> workflows::when_stored(const answer_to& done) {
  return [this, done](const caf::error& problem) {
    const errc kind = code_of(problem) == errc::unavailable ? errc::unavailable : errc::internal;
    home_.answer(done, {}, problem ? outcome{fault::of(kind, message_of(problem))} : outcome{value::of(true)});
  };
}

caf::error workflows::watch(process_id watcher, process_id workflow, runtime::signal_kind how) {
  home_.names().add_workflow(workflow);
  const caf::error problem =
    how == runtime::signal_kind::monitor ? home_.names().monitor(watcher, workflow) : home_.names().link(watcher, workflow);
  if (problem)
    return problem;
  if (const auto over = end_of(chain_of(workflow)))
    end(chain_of(workflow), *over);
  return {};
}

}  // namespace troupe::actors
