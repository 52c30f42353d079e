// What the code of a run asks of the world, as commands (workflow.md section 3).
#include "runtime/workflow/activity_options.hpp"
#include "runtime/workflow/inherited.hpp"
#include "runtime/workflow/json_image.hpp"
#include "runtime/workflow/run.hpp"

namespace troupe::runtime::workflow {

namespace {

std::string_view name_of(name_request::action what) noexcept {
  switch (what) {
    case name_request::action::add: return "register";
    case name_request::action::find: return "lookup";
    case name_request::action::remove: return "unregister";
  }
  return "";
}

reply answer(const command& made) {
  return made.failure ? reply::of(*made.failure) : reply::of(made.body);
}

}  // namespace

// After the end the code is not run again; whatever it still asks in this slice waits for ever.
reply run::perform(effect request, ticket who) {
  if (ended())
    return reply::later();
  return std::visit([&](auto& each) { return act(each, who); }, request);
}

sent run::send(std::string_view destination, message_ptr& letter, fault& why) {
  post_request request{std::string{destination}, letter->topic, std::move(letter->body)};
  if (ended())
    return sent::yes;
  reply how = act(request, 0);
  if (how.how != reply::state::failed)
    return sent::yes;
  why = std::move(how.failure);
  return sent::no;
}

std::optional<workflow_info> run::workflow() const {
  return workflow_info{how_.workflow_id, how_.run_id,  how_.entry, how_.task_queue, how_.name_space, how_.attempt,
                       events_ + 1 + current_.jobs.size(), history_bytes_ + 1};
}

void run::write_log(log::level severity, std::string_view logger, std::string_view message, const document& fields) {
  if (!replaying_ && !ended())
    logged_.push_back({severity, std::string{logger.empty() ? std::string_view{"lua"} : logger}, std::string{message}, fields});
}

std::optional<fault> run::refusal(std::string_view action, std::string_view resource, std::string_view text) const {
  if (replaying_ || how_.context.who == nullptr)
    return std::nullopt;
  const document attributes{document::map{{"pid", document{"{" + how_.host + "|" + how_.workflow_id + "}"}}}};
  if (security::permits(how_.context.who.get(), action, resource, &attributes))
    return std::nullopt;
  return fault::of(errc::permission_denied, std::string{text} + ": " + std::string{resource});
}

// Permissions are of PIDs, whatever the code calls them by.
std::string run::resource_of(const std::string& destination) const {
  return replaying_ || how_.context.who == nullptr ? destination : around_.pid_of(destination);
}

// A record without the mark is of a time when nobody asked, and so of one that was allowed.
bool run::may(std::string_view action, std::string_view resource) {
  if (ended() || (!replaying_ && how_.context.who == nullptr))
    return true;
  command made{.kind = command_kind::ask_permission, .name = std::string{action}, .detail = std::string{resource}};
  if (replaying_) {
    if (!comes_to_mark(made))
      return true;
  } else {
    made.number = security::permits(how_.context.who.get(), action, resource) ? 1 : 0;
  }
  return command_made(made) && made.number != 0;
}

// As processes are asked for spawn and exec (process.md section 20), and `workflow.exec` for its own permission alone.
std::optional<fault> run::refusal(const spawn_request& request) const {
  if (request.host.empty())
    return refusal("workflow.exec", request.entry, "not allowed");
  auto why = request.execute ? refusal("process.exec", request.entry, "not allowed to exec") : refusal("process.spawn", request.entry, "not allowed to spawn");
  if (!why && request.monitor)
    why = refusal("process.spawn.monitored", request.entry, "not allowed to spawn monitored");
  if (!why && request.link)
    why = refusal("process.spawn.linked", request.entry, "not allowed to spawn linked");
  return why ? why : refusal("process.host", request.host, "not allowed to use host");
}

void run::note_inherited(const call_context& given, command& in) const {
  if (given.values.bytes() != how_.context.values.bytes())
    in.context = given.values;
  if (given.who != how_.context.who)
    in.security = to_document(given.who);
}

// ---- activities -------------------------------------------------------------------------------------------------------

reply run::act(call_request& request, ticket who) {
  command made{.kind = command_kind::schedule_activity, .name = request.function};
  auto image = json_image(request.arguments);
  if (!image) {
    close_with(fault::of(errc::internal, "failed to encode arguments of " + request.function + ": " + message_of(image.error())));
    return reply::later();
  }
  made.body = std::move(*image);
  made.failure = refusal("funcs.call", request.function, "not allowed");
  if (!replaying_ && !made.failure) {
    made.options = merged_activity_options(around_.function_options(request.function), request.options);
    if (const auto options = read_activity_options(request.function, made.options); !options)
      made.failure = fault::of(options.error());
  }
  note_inherited(request.context, made);
  if (!command_made(made))
    return reply::later();
  if (made.failure)
    return reply::of(std::move(*made.failure));
  waiting_[commands_] = {.kind = command_kind::schedule_activity, .who = who};
  command_of_[who] = commands_;
  return reply::later();
}

reply run::act(cancel_call_request& request, ticket) {
  const auto found = command_of_.find(request.call);
  if (found == command_of_.end())
    return reply::of(value{});
  command made{.kind = command_kind::cancel_activity, .number = static_cast<int64_t>(found->second)};
  waiting_.erase(found->second);
  command_of_.erase(found);
  command_made(made);
  return reply::of(value{});
}

// ---- timers -----------------------------------------------------------------------------------------------------------

reply run::act(timer_request& request, ticket who) {
  command made{.kind = command_kind::start_timer, .number = current_.time_ns + request.delay.count()};
  if (!command_made(made))
    return reply::later();
  waiting_[commands_] = {.kind = command_kind::start_timer, .who = who, .period = request.period, .deadline_ns = made.number};
  command_of_[who] = commands_;
  return reply::later();
}

reply run::act(stop_timer_request& request, ticket) {
  const auto found = command_of_.find(request.timer);
  if (found == command_of_.end())
    return reply::of(value{});
  const auto timer = waiting_.find(found->second);
  command made{.kind = command_kind::cancel_timer, .number = static_cast<int64_t>(found->second)};
  if (timer != waiting_.end()) {
    made.deadline_ns = timer->second.deadline_ns;
    waiting_.erase(timer);
  }
  command_of_.erase(found);
  command_made(made);
  return reply::of(value{});
}

// ---- other workflows and processes ------------------------------------------------------------------------------------

reply run::act(spawn_request& request, ticket who) {
  const bool by_workflow = request.host.empty();
  command made{.kind = command_kind::start_child, .name = request.entry};
  auto image = json_image(request.arguments);
  if (!image)
    return reply::of(fault::of(errc::invalid, "failed to encode arguments: " + message_of(image.error())));
  made.body = std::move(*image);
  if (const document* id = find_option(request.options, "workflow", "id"); id != nullptr && id->is_string())
    made.detail = *id->as_string();
  else if (!request.name.empty())
    made.detail = request.name;
  made.failure = refusal(request);
  const std::string id = made.detail.empty() ? how_.run_id + "_" + std::to_string(commands_ + 1) : made.detail;
  made.options = request.options.is_map() ? request.options : document{document::map{}};
  made.options.set("child_id", document{id});
  made.options.set("child_host", document{by_workflow ? how_.host : request.host});
  if (!request.first_messages.empty()) {
    document::list messages;
    for (const message_ptr& each : request.first_messages) {
      auto body = json_image(each->body);
      if (!body)
        return reply::of(fault::of(errc::invalid, "failed to encode a message: " + message_of(body.error())));
      messages.push_back(document{document::map{{"topic", document{each->topic}}, {"body", document{body->bytes()}}}});
    }
    made.options.set("messages", document{std::move(messages)});
  }
  note_inherited(request.context, made);
  if (!command_made(made))
    return reply::later();
  if (made.failure)
    return reply::of(std::move(*made.failure));
  const std::string host = made.options.find("child_host")->scalar_text();
  waiting_[commands_] = {.kind = command_kind::start_child,
                         .who = who,
                         .execute = request.execute || by_workflow,
                         .by_workflow = by_workflow,
                         .child = "{" + host + "|" + made.options.find("child_id")->scalar_text() + "}"};
  return reply::later();
}

reply run::act(signal_request& request, ticket) {
  if (request.kind != signal_kind::cancel && request.kind != signal_kind::terminate) {
    constexpr std::string_view verbs[] = {"cancel", "terminate", "monitor", "unmonitor", "link", "unlink"};
    return reply::of(fault::of(errc::internal, "process." + std::string{verbs[static_cast<size_t>(request.kind)]}
                                                 + " is not supported in workflow context"));
  }
  command made{.kind = command_kind::cancel_workflow, .name = request.destination, .body = value::of(true)};
  made.failure = request.kind == signal_kind::cancel ? refusal("process.cancel", resource_of(request.destination), "not allowed to cancel")
                                                     : refusal("process.terminate", resource_of(request.destination), "not allowed to terminate");
  if (!replaying_ && !made.failure) {
    const auto found = around_.find(request.destination);
    if (!found)
      made.failure = fault::of(errc::internal, message_of(found.error()));
    else if (*found == surroundings::receiver::process)
      made.failure = fault::of(errc::internal, "a workflow cannot cancel or terminate a process that is no workflow");
  }
  if (!command_made(made))
    return reply::later();
  return answer(made);
}

reply run::act(post_request& request, ticket) {
  auto image = json_image(request.body);
  if (!image)
    return reply::of(fault::of(errc::invalid, "failed to encode the message: " + message_of(image.error())));
  command made{.kind = command_kind::send, .name = request.destination, .detail = request.topic};
  made.failure = refusal("process.send", resource_of(request.destination), "not allowed to send");
  if (replaying_) {
    if (next_is(command_kind::signal_workflow))
      made.kind = command_kind::signal_workflow;
  } else if (!made.failure) {
    const auto found = around_.find(request.destination);
    if (!found)
      made.failure = fault::of(found.error());
    else if (*found == surroundings::receiver::workflow)
      made.kind = command_kind::signal_workflow;
  }
  if (!made.failure)
    made.body = std::move(*image);
  if (!command_made(made))
    return reply::later();
  return made.failure ? reply::of(std::move(*made.failure)) : reply::of(value::of(true));
}

reply run::act(name_request& request, ticket) {
  command made{.kind = command_kind::use_name, .name = std::string{name_of(request.what)}, .detail = request.name};
  if (request.what != name_request::action::find)
    made.failure = refusal("process.registry." + made.name, request.name, "not allowed to " + made.name);
  if (!request.pid.empty())
    made.options = document{document::map{{"pid", document{request.pid}}}};
  if (!replaying_ && !made.failure) {
    outcome result = around_.use_name(request);
    if (auto* why = std::get_if<fault>(&result))
      made.failure = std::move(*why);
    else
      made.body = std::move(std::get<value>(result));
  }
  if (!command_made(made))
    return reply::later();
  return answer(made);
}

// ---- the module `workflow` --------------------------------------------------------------------------------------------

reply run::act(workflow_request& request, ticket) {
  if (request.what == workflow_request::action::version)
    return version(request);
  command made{.kind = command_kind::set_attributes, .body = to_value(request.attributes)};
  if (!command_made(made))
    return reply::later();
  return reply::of(value::of(true));
}

// A run that passed this place before the code asked here has no mark of it: it is served as of before all versions.
reply run::version(const workflow_request& request) {
  auto known = versions_.find(request.change);
  if (known == versions_.end()) {
    command made{.kind = command_kind::set_version, .name = request.change, .number = request.newest};
    int64_t number = -1;
    if (!replaying_ || comes_to_mark(made)) {
      if (!command_made(made))
        return reply::later();
      number = made.number;
    }
    known = versions_.emplace(request.change, number).first;
  }
  if (known->second < request.least || known->second > request.newest) {
    problem_ = {activations_, commands_, "version " + std::to_string(known->second) + " of " + request.change,
                "versions " + std::to_string(request.least) + " to " + std::to_string(request.newest), machine_->position()};
    state_ = state::diverged;
    return reply::later();
  }
  return reply::of(value::of(static_cast<double>(known->second)));
}

template <class Request>
reply run::act(Request&, ticket) {
  return reply::of(fault::of(errc::unavailable, "not available in a workflow: what it answers cannot be recorded; call a function that does it"));
}

}  // namespace troupe::runtime::workflow
