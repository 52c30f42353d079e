// What an ordinary host does with the effects of its processes: performs them at once.
#include "actors/letters.hpp"
#include "actors/local_node.hpp"
#include "actors/workflows.hpp"

namespace troupe::actors {

using runtime::fault;
using runtime::reply;
using runtime::ticket;
using runtime::value;

namespace {

reply failed(const caf::error& problem) {
  return reply::of(fault::of(problem));
}

// The platform answers these with kind Internal whatever the cause; apps look at the text.
reply failed_internally(const caf::error& problem) {
  return reply::of(fault::of(errc::internal, message_of(problem)));
}

reply settled(const caf::error& problem) {
  return problem ? failed_internally(problem) : reply::of(value::of(true));
}

}  // namespace

reply process::perform(runtime::effect request, ticket who) {
  return std::visit([&](auto& each) { return act(each, who); }, request);
}

// PIDs are never used again, so whoever one named is remembered until found ended. Names may pass to others: null.
process::remembered* process::destination_slot(std::string_view text) {
  if (!text.starts_with('{') || text.size() < 8)
    return nullptr;
  if (!destinations_)
    destinations_ = std::make_unique<destinations>();
  // The last digits before the bracket differ most.
  const size_t mixed = static_cast<unsigned char>(text[text.size() - 2]) + 3U * static_cast<unsigned char>(text[text.size() - 3]);
  return &(*destinations_)[mixed % destinations_->size()];
}

// Whether that is the PID of a workflow whose host does not run.
bool process::reaches_nobody(std::string_view destination) const {
  std::string_view problem;
  const auto pid = parse_pid(destination, problem);
  return pid && home_.durable_host_rests(pid->host);
}

runtime::sent process::send(std::string_view destination, runtime::message_ptr& letter, fault& why) {
  using runtime::sent;
  remembered* slot = destination_slot(destination);
  process_ptr resolved;
  process* to = slot != nullptr && slot->text == destination ? slot->to.get() : nullptr;
  if (to == nullptr) {
    auto found = home_.names().resolve(destination);
    if (!found) {
      if (reaches_nobody(destination)) {
        why = fault::of(errc::unavailable, std::string{workflows::no_client});
        return sent::no;
      }
      if (workflows* engine = home_.durable(); engine != nullptr && engine->find(destination))
        return sent::ask;  // its journal takes the message first
      why = fault::of(found.error());
      return sent::no;
    }
    resolved = std::move(*found);
    to = resolved.get();
    if (slot != nullptr)
      *slot = {std::string{destination}, resolved};
  }
  if (who_ != nullptr)
    if (auto refused = refusal_to_send(to->id())) {
      why = std::move(*refused);
      return sent::no;
    }
  switch (to->offer(std::move(letter))) {
    case delivery::done: return sent::yes;
    case delivery::ended:
      if (slot != nullptr)
        *slot = {};
      why = fault::of(errc::not_found, "process not found");
      return sent::no;
    case delivery::full: why = fault::of(errc::unavailable, "mailbox is full"); return sent::no;
  }
  return sent::no;
}

// ---- workflows --------------------------------------------------------------------------------------------------------

reply process::act(runtime::post_request& request, ticket who) {
  workflows* engine = home_.durable();
  const process_id target = engine != nullptr ? engine->find(request.destination) : process_id{};
  if (!target)
    return reply::of(fault::of(errc::not_found, "process not found"));
  if (auto refused = refusal_to_send(target))
    return reply::of(std::move(*refused));
  engine->post(target,
               {.kind = runtime::workflow::job_kind::signal, .topic = std::move(request.topic), .sender = options_.id.text(),
                .body = std::move(request.body)},
               {options_.id, who, {}});
  return reply::later();
}

// A workflow's code on an ordinary host: nothing is recorded, and so every version is the newest.
reply process::act(runtime::workflow_request& request, ticket) {
  if (request.what == runtime::workflow_request::action::version)
    return reply::of(value::of(static_cast<double>(request.newest)));
  return reply::of(fault::of(errc::invalid, "workflow.attrs only available in workflow context"));
}

// A workflow that nobody knows has ended: whoever watches it hears so at once. Nothing for a PID of another kind.
std::optional<reply> process::watch_unknown_workflow(const runtime::signal_request& request) {
  const workflows* engine = home_.durable();
  const std::string pid = engine == nullptr ? std::string{} : engine->pid_of_unknown(request.destination);
  if (pid.empty())
    return std::nullopt;
  const bool monitor = request.kind == runtime::signal_kind::monitor;
  if (auto refused = refusal(monitor ? "process.monitor" : "process.link", pid, monitor ? "not allowed to monitor" : "not allowed to link"))
    return reply::of(std::move(*refused));
  const fault why = fault::of(errc::not_found, "unknown external workflow execution");
  const auto at = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(home_.clock().wall().time_since_epoch()).count());
  runtime::message_ptr told = monitor ? make_exit({}, why, at) : make_link_down({}, why, at);
  told->body = value::of(pid);
  if (monitor)
    put(std::move(told));
  else
    link_down(std::move(told));
  return reply::of(value::of(true));
}

reply process::signal_workflow(process_id target, const runtime::signal_request& request, ticket who) {
  using kind = runtime::signal_kind;
  workflows& engine = *home_.durable();
  if (auto refused = refusal(request.kind, target))
    return reply::of(std::move(*refused));
  switch (request.kind) {
    case kind::cancel:
      engine.post(target, {.kind = runtime::workflow::job_kind::cancel, .sender = options_.id.text(), .reason = request.reason},
                  {options_.id, who, {}});
      return reply::later();
    case kind::terminate: engine.terminate(target, {options_.id, who, {}}); return reply::later();
    case kind::monitor:
    case kind::link: return settled(engine.watch(options_.id, target, request.kind));
    case kind::unmonitor: home_.names().unmonitor(options_.id, target); break;
    case kind::unlink: home_.names().unlink(options_.id, target); break;
  }
  return reply::of(value::of(true));
}

const runtime::security::policy_source* process::policies() const noexcept {
  return &home_.policies();
}

std::shared_ptr<const registry::published> process::published() const {
  return home_.published();
}

const clock_source& process::clock() const noexcept {
  return home_.clock();
}

void process::write_log(log::level severity, std::string_view logger, std::string_view message, const document& fields) {
  log::write(severity, logger.empty() ? std::string_view{"lua"} : logger, message, fields);
}

reply process::act(runtime::spawn_request& request, ticket who) {
  if (auto refused = refusal(request))
    return reply::of(std::move(*refused));
  const answer_to whom{options_.id, who, {}};
  const bool execute = request.execute;
  const auto started = home_.spawn(request, options_.id, execute ? answer_to{} : whom, execute ? whom : answer_to{});
  if (!started)
    return execute ? failed_internally(started.error()) : failed(started.error());
  return reply::later();
}

reply process::act(runtime::call_request& request, ticket who) {
  if (auto refused = refusal("funcs.call", request.function, "not allowed"))
    return reply::of(std::move(*refused));
  return calls_.begin(home_, options_.id, request, who);
}

reply process::act(runtime::eval_request& request, ticket who) {
  if (auto refused = refusal(request))
    return reply::of(std::move(*refused));
  auto code = home_.programs().evaluation(request, entry());
  if (!code)
    return reply::of(fault::of(code.error()));
  if (!request.runs)
    return reply::of(value::of(true));
  calls_.begin(home_, options_.id, std::move(*code), request, who);
  return reply::later();
}

reply process::act(runtime::cancel_call_request& request, ticket) {
  calls_.cancel(home_, options_.id, request.call);
  return reply::of(value{});
}

reply process::act(runtime::signal_request& request, ticket who) {
  const auto resolved = home_.names().resolve(request.destination);
  using kind = runtime::signal_kind;
  if (!resolved) {
    if ((request.kind == kind::cancel || request.kind == kind::terminate) && reaches_nobody(request.destination))
      return reply::of(fault::of(errc::unavailable, std::string{workflows::no_client}));
    if (workflows* engine = home_.durable())
      if (const process_id target = engine->find(request.destination))
        return signal_workflow(target, request, who);
    if (request.kind == kind::monitor || request.kind == kind::link)
      if (auto answer = watch_unknown_workflow(request))
        return std::move(*answer);
    // Undoing what is not there succeeds silently; watching what is not there says so in the platform's words.
    if (request.kind == kind::unmonitor || request.kind == kind::unlink)
      return reply::of(value::of(true));
    if ((request.kind == kind::monitor || request.kind == kind::link) && request.destination.starts_with('{'))
      return reply::of(fault::of(errc::internal, "pid not registered"));
    return failed_internally(resolved.error());
  }
  process& target = **resolved;
  if (auto refused = refusal(request.kind, target.id()))
    return reply::of(std::move(*refused));
  switch (request.kind) {
    case kind::cancel: target.put(make_cancel(options_.id, request.reason)); break;
    case kind::terminate:
      if (target.is_function())
        return reply::of(fault::of(errc::internal, "a function call cannot be terminated"));
      if (target.options_.console != nullptr)
        break;  // a terminal host accepts and ignores it (cli.md)
      target.terminate(fault::undecided(errc::internal, "process terminated"));
      break;
    case kind::monitor: return settled(home_.names().monitor(options_.id, target.id()));
    case kind::unmonitor: home_.names().unmonitor(options_.id, target.id()); break;
    case kind::link: return settled(home_.names().link(options_.id, target.id()));
    case kind::unlink: home_.names().unlink(options_.id, target.id()); break;
  }
  return reply::of(value::of(true));
}

reply process::act(runtime::name_request& request, ticket) {
  names& table = home_.names();
  switch (request.what) {
    case runtime::name_request::action::add: {
      if (auto refused = refusal("process.registry.register", request.name, "not allowed to register"))
        return reply::of(std::move(*refused));
      process_id who = options_.id;
      if (!request.pid.empty()) {
        const auto other = table.resolve(request.pid);
        if (!other)
          return failed(other.error());
        who = (*other)->id();
        if (!(who == options_.id))
          if (auto refused = refusal("process.registry.foreign", who.text(), "not allowed to register for"))
            return reply::of(std::move(*refused));
      }
      if (const caf::error problem = table.register_name(request.name, who))
        return failed(problem);
      return reply::of(value::of(true));
    }
    case runtime::name_request::action::find: {
      const process_id who = table.lookup(request.name);
      if (!who)
        return reply::of(fault::of(errc::not_found, "name not registered"));
      return reply::of(value::of(who.text()));
    }
    case runtime::name_request::action::remove:
      if (auto refused = refusal("process.registry.unregister", request.name, "not allowed to unregister"))
        return reply::of(std::move(*refused));
      return reply::of(value::of(table.unregister_name(request.name)));
  }
  return reply::of(value{});
}

reply process::act(runtime::timer_request& request, ticket who) {
  home_.timers().add(options_.id, who, request.delay, request.period);
  return reply::later();
}

reply process::act(runtime::stop_timer_request& request, ticket) {
  home_.timers().stop(options_.id, request.timer);
  return reply::of(value{});
}

reply process::act(runtime::registry_request& request, ticket who) {
  const std::string_view action = request.move_to ? "registry.apply_version" : "registry.apply";
  if (who_ != nullptr && refusal(action, {}, {}))
    return reply::of(fault::of(errc::permission_denied, "not allowed: " + std::string{action}));
  if (!home_.change_registry || !home_.move_registry)
    return reply::of(fault::of(errc::unavailable, "the registry cannot be changed here"));
  const answer_to asker{options_.id, who, {}};
  change_answer tell = [&home = home_, asker, moves = request.move_to.has_value()](const change_outcome& result) {
    if (!result.problem)
      return home.answer(asker, {}, runtime::value::of(static_cast<double>(result.made->number)));
    const errc code = code_of(result.problem);
    const bool kept = code == errc::conflict || (moves && code == errc::not_found);
    home.answer(asker, {}, fault::of(kept ? code : errc::internal, message_of(result.problem)));
  };
  if (request.move_to)
    home_.move_registry({*request.move_to, std::move(tell)});
  else
    home_.change_registry({std::move(request.changes), {options_.id.text()}, std::move(tell)});
  return reply::later();
}

// ---- the terminal -----------------------------------------------------------------------------------------------------

reply process::act(runtime::output_request& request, ticket) {
  if (options_.console == nullptr)
    return reply::of(fault::of(errc::unavailable, "no terminal context"));
  if (!options_.console->write(request.to_stderr, request.text))
    return reply::of(fault::of(errc::internal, "the output stream is closed"));
  return reply::of(value::of(true));
}

reply process::act(runtime::input_request& request, ticket who) {
  using action = runtime::input_request::action;
  if (request.what == action::arguments) {
    document::list list;
    if (options_.console != nullptr)
      for (const std::string& each : options_.console->arguments())
        list.emplace_back(each);
    return reply::of(runtime::to_value(document{std::move(list)}));
  }
  if (options_.console == nullptr)
    return reply::of(fault::of(errc::unavailable, "no terminal context"));
  const auto answer = [&table = home_.names(), self = options_.id, who](terminal::input got) {
    runtime::outcome result = runtime::value::of(got.text);
    if (!got.problem.empty())
      result = fault::of(errc::internal, got.problem);
    else if (got.end)
      result = fault::of(errc::internal, "EOF");
    if (const process_ptr to = table.find(self))
      to->put(make_completed({}, who, std::move(result)));
  };
  switch (request.what) {
    case action::bytes: options_.console->read_bytes(request.bytes_max, answer); return reply::later();
    case action::line: options_.console->read_line(answer); return reply::later();
    case action::raw_on:
    case action::raw_off: {
      const std::string problem = options_.console->set_raw(request.what == action::raw_on);
      return problem.empty() ? reply::of(value::of(true)) : reply::of(fault::of(errc::internal, problem));
    }
    case action::flush:
    case action::arguments: break;
  }
  return reply::of(value::of(true));
}

reply process::act(runtime::exit_request& request, ticket) {
  if (home_.request_exit)
    home_.request_exit(request.code);
  return reply::of(value::of(true));
}

}  // namespace troupe::actors
