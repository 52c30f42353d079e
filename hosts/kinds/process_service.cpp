// `process.service`: one process that is kept running (process.md section 21, registry.md section 7).
#include "actors/letters.hpp"
#include "hosts/kinds/kinds.hpp"

#include <mutex>
#include <utility>

namespace troupe::hosts {

namespace {

// What an entry says of its process. A change is used at the next start; the child that runs is not touched, but what becomes of it when
// its code changes is what the entry says then.
struct service_settings {
  std::string process;
  std::string host;
  runtime::value input;
  registry::security_block security;
  registry::on_update update = registry::on_update::keep;
};

// Thread: change on the registry's, the rest on the supervisor's.
class process_service final : public actors::service {
public:
  using settings = service_settings;

  process_service(actors::local_node& node, const entry_id& id, service_settings first)
    : node_(node), settings_(std::move(first)), on_update_(std::make_shared<actors::code_rule>()) {
    on_update_->update = settings_.update;
    on_update_->restart = [&node, id] { node.order_service(actors::service_order::restart, id); };
  }

  service_settings change(const service_settings& to) {
    const std::lock_guard lock{guard_};
    on_update_->update = to.update;
    return std::exchange(settings_, to);
  }

  void start(report tell) override {
    const service_settings now = current();
    runtime::spawn_request request;
    request.entry = now.process;
    request.host = now.host;
    request.arguments = now.input;
    using kind = actors::service_event::kind;
    auto who = node_.policies().identity_of(now.security);  // as the policies are now
    if (!who)
      return tell({kind::start_failed, runtime::fault::of(who.error())});
    request.context.who = std::move(*who);
    actors::answer_to started{{}, 0, [tell, process = now.process](runtime::outcome& result) {
      // A method that is not there has no position: nothing would say whose it is.
      if (auto* why = std::get_if<runtime::fault>(&result); why != nullptr && why->message.starts_with("method \""))
        why->message = process + ": " + why->message;
      tell({runtime::fault_in(result) != nullptr ? kind::start_failed : kind::started, std::move(result)});
    }};
    // Its crash is logged by the supervisor, which knows what comes next.
    const auto crash = std::make_shared<std::shared_ptr<const actors::crash_report>>();
    actors::answer_to ended{{}, 0, [tell, crash](runtime::outcome& result) { tell({kind::ended, std::move(result), *crash}); }};
    const auto child = node_.spawn(request, {}, std::move(started), std::move(ended), [crash](actors::crash_report made) {
      *crash = std::make_shared<const actors::crash_report>(std::move(made));
    }, on_update_);
    if (child)
      child_ = *child;
    else
      tell({kind::start_failed, runtime::fault::of(child.error())});
  }

  void stop() override {
    if (const actors::process_ptr child = node_.names().find(child_))
      child->put(actors::make_cancel({}, "service stopping"));
  }

  void abandon() override {
    if (const actors::process_ptr child = node_.names().find(child_))
      child->terminate(runtime::fault::of(errc::canceled, "service stopped by force"));
  }

  process_id process() const override { return child_; }
  bool may_be_child() const override { return true; }

private:
  service_settings current() {
    const std::lock_guard lock{guard_};
    return settings_;
  }

  actors::local_node& node_;
  std::mutex guard_;
  service_settings settings_;
  const std::shared_ptr<actors::code_rule> on_update_;
  process_id child_;
};

class process_service_kind final : public changeable_service_kind<process_service> {
public:
  process_service_kind(const registry::schema& fields, kind_environment& around) : fields_(fields), around_(around) {}

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    return std::make_shared<process_service>(around_.node, from.id, settings_of(from));
  }

  service_settings settings_of(const registry::entry& from) const override {
    const registry::field_values values{from, fields_};
    runtime::value_writer input;
    size_t count = 0;
    if (const document* list = values.node("input"); list != nullptr && list->as_list() != nullptr)
      for (const document& each : *list->as_list()) {
        input.append(each);
        ++count;
      }
    const registry::lifecycle lifecycle = registry::read_lifecycle(from);
    return {values.id("process").text(), values.id("host").text(), input.finish(count), lifecycle.security, lifecycle.update};
  }

private:
  const registry::schema& fields_;
  kind_environment& around_;
};

// A host that is no host, or a process that is none, is the most likely mistake here.
void check(const registry::entry& candidate, registry::validation_context& context) {
  const std::string_view host = registry::string_field(candidate, "host");
  if (!host.empty())
    if (const registry::entry* found = context.require(candidate, "host", entry_id::parse(host)))
      if (found->kind != "process.host" && found->kind != "terminal.host")
        context.error(candidate, "host", std::string{host} + " is a " + found->kind, "name an entry of kind process.host");
  const std::string_view process = registry::string_field(candidate, "process");
  if (!process.empty())
    if (const registry::entry* found = context.require(candidate, "process", entry_id::relative(process, candidate.id.ns)))
      if (!found->kind.starts_with("process.") || found->kind == "process.host" || found->kind == "process.service"
          || found->kind == "process.supervisor")
        context.error(candidate, "process", found->id.text() + " is a " + found->kind, "name an entry of kind process.lua");
}

}  // namespace

std::unique_ptr<service_kind> make_process_service_kind(registry::kind_table& table, kind_environment& around) {
  using registry::field_type;
  registry::schema fields;
  fields.required("process", field_type::reference)
    .required("host", field_type::full_reference)
    .optional("input", field_type::list)
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = "process.service", .fields = std::move(fields), .validate = check});
  auto made = std::make_unique<process_service_kind>(kind.fields, around);
  kind.handler = made.get();
  return made;
}

}  // namespace troupe::hosts
