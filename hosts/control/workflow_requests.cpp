#include "hosts/control/workflow_requests.hpp"

#include "config/log.hpp"
#include "runtime/workflow/lookup.hpp"

#include <fmt/format.h>

#include <system_error>

namespace troupe::hosts::control {

using runtime::workflow::job;
using runtime::workflow::job_kind;

namespace {

document number(size_t n) {
  return document{static_cast<int64_t>(n)};
}

struct target {
  process_id who;
  std::string pid;
};

// One that is open; what came of another is told.
caf::expected<target> find_open(const actors::workflows& engine, const std::string& name) {
  const auto txn = runtime::journal::read_txn::begin(engine.env());
  if (!txn)
    return txn.error();
  const auto found = runtime::workflow::look_up(engine.tables(), *txn, name);
  if (!found)
    return found.error();
  const auto newest = engine.tables().run(*txn, found->row.newest);
  if (!newest)
    return newest.error();
  if (!*newest || !(*newest)->open())
    return make_error(errc::conflict, fmt::format("{} has ended ({}): nothing reaches it any more", found->row.pid(),
                                                  *newest ? runtime::workflow::name_of((*newest)->status) : "and its record is gone"));
  return target{{nullptr, found->chain | process_id::workflow_bit}, found->row.pid()};
}

runtime::value payloads_of(const request& what) {
  runtime::value_writer to;
  size_t items = 0;
  for (const document& each : list_of(what.arguments, "payloads")) {
    to.append(each);
    ++items;
  }
  return to.finish(items);
}

}  // namespace

document describe_workflow_figures(const actors::workflows& engine) {
  size_t kept = 0;
  if (const auto txn = runtime::journal::read_txn::begin(engine.env()))
    if (const auto counted = txn->count(engine.tables().tables.chains))
      kept = *counted;
  const actors::workflows::figures now = engine.count();
  return document{document::map{{"kept", number(kept)},
                                {"in_memory", number(now.in_memory)},
                                {"blocked", number(now.blocked)},
                                {"activities", number(now.activities)}}};
}

document describe_workflows(const actors::workflows* engine) {
  if (engine == nullptr)
    return document{document::map{}};
  document made = describe_workflow_figures(*engine);
  std::error_code ignored;
  made.set("journal", document{std::filesystem::absolute(engine->env().folder(), ignored).string()});
  document::list blocked;
  for (auto& [pid, why] : engine->blocked())
    blocked.emplace_back(document::map{{"pid", document{pid}}, {"why", document{why}}});
  made.set("blocked_workflows", document{std::move(blocked)});
  return made;
}

caf::error order_workflow(actors::workflows* engine, const request& what, std::function<void(std::string line)> answer) {
  const std::string name = what.text("workflow");
  const std::string action = what.text("action");
  if (name.empty())
    return make_error(errc::invalid, "which workflow? (troupe workflow list shows them)");
  if (engine == nullptr)
    return make_error(errc::not_found, "the troupe that runs here has no workflow host that was started (troupe status shows the services)");
  const auto found = find_open(*engine, name);
  if (!found)
    return found.error();
  actors::answer_to done;
  done.callback = [answer = std::move(answer), pid = found->pid, action](runtime::outcome& result) {
    if (const runtime::fault* why = runtime::fault_in(result))
      return answer(refusal_line(make_error(kind_from_name(why->kind), pid + ": " + why->message)));
    answer(answer_line(document{document::map{{"pid", document{pid}}, {"action", document{action}}}}));
  };
  const document fields{document::map{{"workflow", document{found->pid}}}};
  if (action == "signal") {
    const std::string topic = what.text("topic");
    if (topic.empty())
      return make_error(errc::invalid, "which topic?");
    engine->post(found->who, {.kind = job_kind::signal, .topic = topic, .body = payloads_of(what)}, std::move(done));
    return {};
  }
  if (action == "cancel") {
    log::info("control", "cancellation of a workflow requested", fields);
    engine->post(found->who, {.kind = job_kind::cancel, .reason = what.text("reason")}, std::move(done));
    return {};
  }
  if (action == "terminate") {
    log::info("control", "workflow terminated on request", fields);
    engine->terminate(found->who, std::move(done));
    return {};
  }
  return make_error(errc::invalid, fmt::format("action \"{}\" (those of workflows are signal, cancel, terminate)", action));
}

}  // namespace troupe::hosts::control
