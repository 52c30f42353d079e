// What a run's commands mean outside: the order to the journal, what is done after its commit, and what the code is answered at once.
#include "actors/durable_run.hpp"
#include "actors/explanation.hpp"
#include "actors/local_node.hpp"
#include "actors/workflows.hpp"
#include "config/log.hpp"
#include "runtime/workflow/inherited.hpp"

namespace troupe::actors {

using runtime::fault;
using runtime::outcome;
using runtime::value;
using runtime::workflow::activation_order;
using runtime::workflow::command;
using runtime::workflow::command_kind;
using runtime::workflow::job;
using runtime::workflow::job_kind;
using runtime::workflow::run_status;
using runtime::workflow::timer_kind;

// ---- the order --------------------------------------------------------------------------------------------------------

std::shared_ptr<activation_order> durable_run::make_order() {
  auto order = std::make_shared<activation_order>();
  order->chain = chain_;
  order->run = run_number_;
  order->number = run_->activations() - 1;
  order->record = encode(current_);
  for (const job& each : current_.jobs) {
    if (each.arrival != 0)
      order->arrivals.push_back(each.arrival);
    if (each.kind == job_kind::fire_timer)
      order->timers_gone.push_back({each.deadline_ns, run_number_, each.command, timer_kind::timer, chain_});
    else if (each.kind == job_kind::resolve_activity)
      order->activities_done.push_back(each.command);
  }
  bool sends = false;
  uint64_t number = first_command_;
  for (const command& each : current_.commands) {
    add_command(*order, ++number, each);
    sends = sends || (each.kind == command_kind::send && !each.failure);
  }
  const bool attention = sends || run_->has_open_activities() || !names_.empty();
  if (attention != attention_)
    order->attention = attention_ = attention;
  return order;
}

void durable_run::add_command(activation_order& to, uint64_t number, const command& what) {
  const std::string own_pid = "{" + row_->start.host + "|" + row_->start.workflow_id + "}";
  switch (what.kind) {
    case command_kind::start_timer: to.timers_new.push_back({what.number, run_number_, number, timer_kind::timer, chain_}); return;
    case command_kind::cancel_timer:
      if (what.deadline_ns != 0)
        to.timers_gone.push_back({what.deadline_ns, run_number_, static_cast<uint64_t>(what.number), timer_kind::timer, chain_});
      return;
    case command_kind::signal_workflow:
    case command_kind::cancel_workflow: {
      const process_id whom = what.failure ? process_id{} : find_workflow(what.name);
      if (!whom)
        return;
      job sent{.kind = what.kind == command_kind::cancel_workflow ? job_kind::cancel : job_kind::signal, .topic = what.detail, .sender = own_pid};
      if (sent.kind == job_kind::signal)
        sent.body = what.body;
      to.messages.emplace_back(whom.number & ~process_id::workflow_bit, std::move(sent));
      return;
    }
    case command_kind::start_child: {
      if (what.failure)
        return;
      document options = what.options;
      const std::string host_name = options.find("child_host")->scalar_text();
      options.set("workflow.id", *options.find("child_id"));
      std::shared_ptr<durable_host> host = engine_.find_host(host_name);
      if (host == nullptr)
        host = host_;
      auto order = engine_.order_of(*host, what.name, what.body, options);
      runtime::workflow::start_order child;
      if (order)
        child = std::move(*order);
      else
        child.problem = order.error();
      const runtime::call_context inherited = context_of(what);
      child.row.start.context.values = inherited.values;
      child.row.security = runtime::workflow::to_document(inherited.who);
      if (const document* messages = what.options.find("messages"); messages != nullptr && messages->is_list())
        for (const document& each : *messages->as_list())
          child.messages.push_back({.kind = job_kind::signal, .topic = each.find("topic")->scalar_text(), .sender = own_pid,
                                    .body = value::from_bytes(*each.find("body")->as_string())});
      to.children.emplace_back(number, std::move(child));
      return;
    }
    case command_kind::complete:
      to.end = run_status::completed;
      to.result = what.body;
      break;
    case command_kind::fail:
      to.end = run_status::failed;
      to.result = *what.failure;
      break;
    case command_kind::continue_as_new:
      to.end = run_status::continued;
      to.next_entry = what.name;
      to.next_arguments = what.body;
      to.unread = run_->take_unread();
      break;
    default: return;
  }
  to.next = workflows::draw_run();
}

void durable_run::commit() {
  current_ = run_->take();
  first_command_ = run_->commands() - current_.commands.size();
  logged_ = run_->take_logged();
  closes_ = !current_.commands.empty() && closes(current_.commands.back().kind);
  note_names(current_);
  const auto order = make_order();
  phase_ = phase::committing;
  // Its EXIT follows from the commit, and comes after all that it has sent. Nobody else touches a run that waits for its commit.
  std::function<void()> last_words;
  if (closes_)
    last_words = [self = durable_run_ptr{this}] { self->send_all(); };
  engine_.submit(
    [order](runtime::workflow::transition& to) { return to.append(*order); },
    [self = durable_run_ptr{this}, bytes = order->record.size()](const caf::error& problem) {
      if (!problem)
        self->run_->recorded(bytes);
      caf::error told = problem;
      self->notify([](inbox& in, void* what) { in.committed = std::move(*static_cast<caf::error*>(what)); }, &told);
    },
    journal_writer::urgency::begun_already, std::move(last_words));
}

// ---- after the commit -------------------------------------------------------------------------------------------------

void durable_run::after_commit(const caf::error& problem) {
  if (problem) {  // closed from outside meanwhile, or the program ends: the journal says what is
    forget_run();
    look_ = true;
    return;
  }
  if (!closes_)
    send_all();
  perform_effects();
  current_ = {};
  if (closes_) {
    forget_run();
    look_ = true;  // another run may follow it
    return;
  }
  warn_of_length();
  phase_ = phase::resting;
  leave_host();
}

void durable_run::send_all() {
  for (const command& each : current_.commands)
    if (each.kind == command_kind::send && !each.failure)
      deliver(each);
}

void durable_run::perform_effects() {
  for (const runtime::workflow::logged_line& each : logged_)
    log::write(each.severity, each.logger, each.message, each.fields);
  logged_.clear();
  uint64_t number = first_command_;
  for (const command& each : current_.commands) {
    ++number;
    switch (each.kind) {
      case command_kind::schedule_activity:
        if (!each.failure)
          engine_.tasks().begin(activity_of(number, each));
        break;
      case command_kind::cancel_activity: engine_.tasks().cancel(run_number_, static_cast<uint64_t>(each.number)); break;
      case command_kind::fail: report_end(*each.failure); break;
      default: break;
    }
  }
}

void durable_run::report_end(const fault& why) const {
  document fields{document::map{}};
  fields.set("workflow", document{"{" + row_->start.host + "|" + row_->start.workflow_id + "}"});
  fields.set("run", document{row_->start.run_id});
  fields.set("entry", document{row_->start.entry});
  fields.set("kind", document{why.kind});
  add_explanation(fields, why.message);
  const std::string trace = run_ != nullptr ? run_->take_traceback() : std::string{};
  if (!trace.empty())
    fields.set("traceback", document{trace});
  log::write(log::level::error, "workflow", "workflow failed: " + why.message, fields);
}

void durable_run::deliver(const command& what) {
  const auto to = engine_.home().names().resolve(what.name);
  if (!to)
    return;  // it was there when the code sent; messages to one that ends are lost, as between processes
  auto letter = std::make_unique<runtime::message>();
  letter->from = self();
  letter->topic = what.detail;
  letter->body = what.body;
  (*to)->offer(std::move(letter));
}

// Names are lost with the program. Whoever has taken one meanwhile keeps it.
void durable_run::register_again() {
  if (names_.empty() || last_time_ns_ >= engine_.opened_ns())
    return;
  names& table = engine_.home().names();
  table.add_workflow(self());
  for (const std::string& each : names_)
    table.register_name(each, self());
}

// Those of an activation that was committed before the program ended, and perhaps not followed by them.
void durable_run::repeat_sends() {
  if (!attention_ || run_->activations() == 0 || last_time_ns_ >= engine_.opened_ns())
    return;
  for (const command& each : std::exchange(last_sends_, {}))
    deliver(each);
  if (run_->has_open_activities() || !names_.empty())
    return;
  attention_ = false;
  engine_.submit([run = run_number_](runtime::workflow::transition& to) { return to.calm(run); }, {});
}

runtime::call_context durable_run::context_of(const command& what) const {
  runtime::call_context made = row_->start.context;
  if (!what.context.bytes().empty())
    made.values = what.context;
  if (!what.security.is_null())
    made.who = runtime::workflow::to_identity(what.security, &engine_.home().policies());
  return made;
}

activity durable_run::activity_of(uint64_t number, const command& what) const {
  activity made;
  made.chain = chain_;
  made.run = run_number_;
  made.command = number;
  made.scheduled_ns = run_->time_ns();
  made.call.function = what.name;
  made.call.arguments = what.body;
  made.call.context = context_of(what);
  if (auto options = runtime::workflow::read_activity_options(what.name, what.options))
    made.options = std::move(*options);
  return made;
}

// ---- surroundings -----------------------------------------------------------------------------------------------------

process_id durable_run::find_workflow(std::string_view destination) const {
  if (const process_id found = engine_.find(destination))
    return found;
  // A child's PID has its host as the code wrote it, which may be any name.
  std::string_view problem;
  const auto pid = parse_pid(destination, problem);
  return pid && engine_.find_host(pid->host) == nullptr ? engine_.find("{" + host_->id() + "|" + pid->id + "}") : process_id{};
}

caf::expected<durable_run::receiver> durable_run::find(std::string_view destination) {
  const auto found = engine_.home().names().resolve(destination);
  if (found)
    return receiver::process;
  const process_id workflow = find_workflow(destination);
  std::string_view problem;
  const auto pid = parse_pid(destination, problem);
  if (workflow && (workflow == self() || engine_.is_open(workflow)))
    return receiver::workflow;
  if (workflow || (pid && engine_.find_host(pid->host) != nullptr))
    return make_error(errc::internal, "unknown external workflow execution");
  return found.error();
}

std::string durable_run::pid_of(const std::string& destination) {
  if (const process_id workflow = find_workflow(destination))
    return workflow.text();
  const auto found = engine_.home().names().resolve(destination);
  return found ? (*found)->id().text() : destination;
}

document durable_run::function_options(std::string_view function) {
  return engine_.home().programs().call_options(function);
}

outcome durable_run::use_name(const runtime::name_request& request) {
  names& table = engine_.home().names();
  switch (request.what) {
    case runtime::name_request::action::add: {
      process_id who = self();
      if (!request.pid.empty()) {
        const auto other = table.resolve(request.pid);
        if (!other)
          return fault::of(other.error());
        who = (*other)->id();
      } else {
        table.add_workflow(who);
      }
      if (const caf::error problem = table.register_name(request.name, who))
        return fault::of(problem);
      return value::of(true);
    }
    case runtime::name_request::action::find: {
      const process_id who = table.lookup(request.name);
      return who ? outcome{value::of(who.text())} : outcome{fault::of(errc::not_found, "name not registered")};
    }
    case runtime::name_request::action::remove: return value::of(table.unregister_name(request.name));
  }
  return value{};
}

const runtime::security::policy_source* durable_run::policies() const noexcept {
  return &engine_.home().policies();
}

}  // namespace troupe::actors
