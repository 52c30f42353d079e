// `workflow.host`, and `temporal.worker` with its `temporal.client`, which the embedded engine serves (workflow.md sections 15 and 17,
// troupe.md section 6).
#include "config/duration.hpp"
#include "config/field_reader.hpp"
#include "config/limits.hpp"
#include "hosts/durable.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/pool_fields.hpp"
#include "hosts/thread_pool.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace troupe::hosts {

namespace {

using registry::field_type;

struct durable_service_settings {
  pool_settings pool;
  actors::durable_settings how;
};

// Thread: start, stop and abandon on the supervisor's, retire on the coordinator's, change on the registry's.
class durable_service final : public actors::service {
public:
  using settings = durable_service_settings;

  // `client`: empty for a `workflow.host`.
  durable_service(kind_environment& around, std::string id, entry_id client, std::string task_queue, const settings& first)
    : around_(around), id_(std::move(id)), client_(std::move(client)), task_queue_(std::move(task_queue)), settings_(first) {}

  void start(report tell) override {
    using kind = actors::service_event::kind;
    auto engine = around_.journal.open();
    if (!engine)
      return tell({kind::start_failed, runtime::fault::of(engine.error())});
    {
      const std::lock_guard lock{guard_};
      if (host_ == nullptr) {
        auto threads = thread_pool::make(around_.node.system(), around_.dog, settings_.pool.workers, id_, settings_.pool.quantum);
        if (!threads)
          return tell({kind::start_failed, runtime::fault::undecided(errc::unavailable, message_of(threads.error()))});
        pool_ = std::move(*threads);
        host_ = std::make_shared<actors::durable_host>(identity(), *pool_, settings_.pool.bounds, settings_.how);
      }
      tell_ = std::move(tell);
      host_->start();
    }
    (*engine)->add_host(host_);
    tell_({kind::started, {}});
  }

  // Activations that run end; the runs stay open.
  void stop() override {
    host_->begin_stop([tell = tell_] { tell({actors::service_event::kind::ended, runtime::value{}}); });
  }

  void abandon() override {}

  void retire() override {
    const std::lock_guard lock{guard_};
    if (host_ == nullptr)
      return;
    if (auto engine = around_.journal.open())
      (*engine)->remove_host(*host_);
    pool_->stop();
    around_.retired_durable_hosts.emplace_back(std::move(host_), std::move(pool_));
  }

  settings change(const settings& to) {
    const std::lock_guard lock{guard_};
    const settings before = std::exchange(settings_, to);
    if (host_ != nullptr) {
      host_->set(to.pool.bounds, to.how);
      pool_->set_quantum(to.pool.quantum);
      if (to.pool.workers != before.pool.workers)
        pool_->resize(to.pool.workers);
    }
    return before;
  }

private:
  // What its client says of it is looked up when it starts first; later changes of the client do not reach it, as on the platform.
  actors::durable_identity identity() const {
    actors::durable_identity made{.id = id_, .pid_host = id_, .task_queue = task_queue_, .plain_task_queue = task_queue_};
    if (client_.name.empty())
      return made;
    made.pid_host = client_.text() + "@" + id_;
    const auto entries = around_.node.entries();
    if (const registry::entry* client = entries == nullptr ? nullptr : entries->find(client_)) {
      made.task_queue = std::string{registry::string_field(registry::as_decoded(*client), "tq_prefix")} + task_queue_;
      if (const std::string_view given = registry::string_field(registry::as_decoded(*client), "namespace"); !given.empty())
        made.name_space = given;
    }
    return made;
  }

  kind_environment& around_;
  const std::string id_;
  const entry_id client_;
  const std::string task_queue_;
  std::mutex guard_;  // of settings_, and of the moments in which the host comes to be and goes
  settings settings_;
  std::unique_ptr<thread_pool> pool_;
  std::shared_ptr<actors::durable_host> host_;
  report tell_;
};

// ---- workflow.host ----------------------------------------------------------------------------------------------------

class workflow_host_kind final : public changeable_service_kind<durable_service> {
public:
  workflow_host_kind(const registry::schema& fields, kind_environment& around) : fields_(fields), around_(around) {}

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    return std::make_shared<durable_service>(around_, from.id.text(), entry_id{}, "", settings_of(from));
  }

  durable_service_settings settings_of(const registry::entry& from) const override {
    const registry::field_values values{from, fields_};
    durable_service_settings made;
    made.pool = read_pool(values);
    made.how.cache_size = static_cast<size_t>(values.integer("cache_size"));
    made.how.retention = values.duration("retention");
    return made;
  }

private:
  const registry::schema& fields_;
  kind_environment& around_;
};

// ---- temporal.worker --------------------------------------------------------------------------------------------------

class temporal_worker_kind final : public changeable_service_kind<durable_service> {
public:
  temporal_worker_kind(const registry::schema& fields, kind_environment& around) : fields_(fields), around_(around) {}

  registry::lifecycle lifecycle_of(const registry::entry& from) const override {
    registry::lifecycle made = registry::read_lifecycle(from);
    made.requires_running.push_back(registry::field_values{from, fields_}.id("client"));
    return made;
  }

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    const registry::field_values values{from, fields_};
    return std::make_shared<durable_service>(around_, from.id.text(), values.id("client"), values.string("task_queue"), settings_of(from));
  }

  durable_service_settings settings_of(const registry::entry&) const override {
    durable_service_settings made;
    made.pool.workers = workers_default();
    made.pool.quantum = limits::quantum_default;
    return made;
  }

private:
  const registry::schema& fields_;
  kind_environment& around_;
};

// ---- temporal.client --------------------------------------------------------------------------------------------------

// Nothing is dialled: the engine is part of the program, and always healthy.
class client_service final : public actors::service {
public:
  void start(report tell) override {
    tell_ = std::move(tell);
    tell_({actors::service_event::kind::started, {}});
  }
  void stop() override { tell_({actors::service_event::kind::ended, runtime::value{}}); }
  void abandon() override {}

private:
  report tell_;
};

class temporal_client_kind final : public service_kind {
protected:
  std::shared_ptr<actors::service> make(const registry::entry&) override { return std::make_shared<client_service>(); }
};

size_t given(const registry::entry& from, std::initializer_list<std::string_view> fields) {
  return static_cast<size_t>(std::count_if(fields.begin(), fields.end(), [&](std::string_view each) { return registry::find_field(from, each) != nullptr; }));
}

void check_client(const registry::entry& candidate, registry::validation_context& context) {
  const std::string auth{registry::string_field(candidate, "auth.type")};
  if (!auth.empty() && auth != "none" && auth != "api_key" && auth != "mtls")
    context.error(candidate, "auth.type", "invalid auth type: " + auth, "one of none, api_key, mtls");
  if (auth == "api_key") {
    const size_t sources = given(candidate, {"auth.api_key", "auth.api_key_env", "auth.api_key_file"});
    if (sources == 0)
      context.error(candidate, "auth", "API key source is required", "give api_key, api_key_env or api_key_file");
    else if (sources > 1)
      context.error(candidate, "auth", "multiple API key sources specified", "keep one of api_key, api_key_env, api_key_file");
  }
  if (auth == "mtls" && given(candidate, {"auth.cert_file", "auth.cert_pem"}) == 0)
    context.error(candidate, "auth", "mTLS certificate is required", "give cert_file or cert_pem");
  if (auth == "mtls" && given(candidate, {"auth.key_file", "auth.key_pem", "auth.key_pem_env"}) == 0)
    context.error(candidate, "auth", "mTLS key is required", "give key_file, key_pem or key_pem_env");
  const document* skip = registry::find_field(candidate, "tls.insecure_skip_verify");
  if (skip != nullptr && skip->as_bool() != nullptr && *skip->as_bool() && !registry::string_field(candidate, "tls.server_name").empty())
    context.error(candidate, "tls", "insecure_skip_verify and server_name exclude each other", "remove one of them");
}

// Members of `worker_options`, by type. Most have no meaning without a server, and are checked all the same.
constexpr std::string_view counts[] = {
  "max_concurrent_activity_execution_size", "max_concurrent_workflow_task_execution_size", "max_concurrent_local_activity_execution_size",
  "max_concurrent_session_execution_size",  "max_concurrent_eager_activity_execution_size", "max_concurrent_activity_task_pollers",
  "max_concurrent_workflow_task_pollers"};
constexpr std::string_view rates[] = {"worker_activities_per_second", "worker_local_activities_per_second", "task_queue_activities_per_second"};
constexpr std::string_view spans[] = {"sticky_schedule_to_start_timeout", "worker_stop_timeout", "deadlock_detection_timeout",
                                      "max_heartbeat_throttle_interval", "default_heartbeat_throttle_interval"};
constexpr std::string_view flags[] = {"enable_logging_in_replay", "enable_session_worker",      "disable_workflow_worker",
                                      "local_activity_worker_only", "disable_eager_activities", "disable_registration_aliasing",
                                      "use_versioning"};
constexpr std::string_view texts[] = {"identity", "deployment_name", "build_id", "build_id_env"};

void check_worker_options(field_reader& fields) {
  const auto path = [](std::string_view name) { return "worker_options." + std::string{name}; };
  for (const std::string_view each : counts)
    fields.integer(path(each), 0, {.least = 0, .least_text = "must not be negative"});
  for (const std::string_view each : rates)
    if (fields.number(path(each), 0) < 0)
      fields.error(path(each), "must not be negative", "0 is unlimited");
  for (const std::string_view each : spans)
    if (fields.duration(path(each), {}).count() < 0)
      fields.error(path(each), "must not be negative");
  for (const std::string_view each : flags)
    fields.boolean(path(each), false);
  for (const std::string_view each : texts)
    fields.scalar(path(each));
  fields.choice(path("default_versioning_behavior"), {"pinned", "auto_upgrade"}, "");
  std::vector<std::string_view> known{"default_versioning_behavior"};
  const auto add = [&known](std::span<const std::string_view> more) { known.insert(known.end(), more.begin(), more.end()); };
  add(counts), add(rates), add(spans), add(flags), add(texts);
  fields.known_members("worker_options", known);
}

void check_worker(const registry::entry& candidate, registry::validation_context& context) {
  const std::string_view client = registry::string_field(candidate, "client");
  if (!client.empty())
    if (const registry::entry* found = context.require(candidate, "client", entry_id::relative(client, candidate.id.ns)))
      if (found->kind != "temporal.client")
        context.error(candidate, "client", found->id.text() + " is a " + found->kind, "name an entry of kind temporal.client");
  field_reader fields{candidate.data, candidate.mark, candidate.id, context.findings()};
  if (fields.map("worker_options") == nullptr)
    return;
  check_worker_options(fields);
  diagnostics told;  // of those above
  field_reader options{candidate.data, candidate.mark, candidate.id, told};
  if (options.integer("worker_options.max_concurrent_workflow_task_pollers", 0) == 1)
    context.error(candidate, "worker_options.max_concurrent_workflow_task_pollers", "workflow task pollers must not be 1", "0 is the default, 20");
  if (options.boolean("worker_options.disable_workflow_worker", false) && options.boolean("worker_options.local_activity_worker_only", false))
    context.error(candidate, "worker_options", "disable_workflow_worker and local_activity_worker_only exclude each other", "remove one of them");
}

}  // namespace

std::unique_ptr<service_kind> make_workflow_host_kind(registry::kind_table& table, kind_environment& around) {
  registry::schema fields;
  add_pool_fields(fields);
  fields.optional("cache_size", field_type::integer, document{static_cast<int64_t>(actors::durable_settings{}.cache_size)})
    .at_least(1)
    .optional("retention", field_type::duration, document{format_duration(actors::durable_settings{}.retention)})
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = "workflow.host", .fields = std::move(fields)});
  auto made = std::make_unique<workflow_host_kind>(kind.fields, around);
  kind.handler = made.get();
  return made;
}

std::unique_ptr<service_kind> make_temporal_worker_kind(registry::kind_table& table, kind_environment& around) {
  registry::schema fields;
  fields.required("client", field_type::reference)
    .required("task_queue", field_type::string, "task queue is required")
    .optional("worker_options", field_type::map)
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = "temporal.worker", .fields = std::move(fields), .validate = check_worker});
  auto made = std::make_unique<temporal_worker_kind>(kind.fields, around);
  kind.handler = made.get();
  return made;
}

std::unique_ptr<service_kind> make_temporal_client_kind(registry::kind_table& table) {
  registry::schema fields;
  fields.required("address", field_type::string, "address is required")
    .optional("namespace", field_type::string, document{"default"})
    .optional("tq_prefix", field_type::string)
    .optional("connection_timeout", field_type::duration, document{"10s"})
    .optional("keep_alive_time", field_type::duration, document{"30s"})
    .optional("keep_alive_timeout", field_type::duration, document{"10s"})
    .optional("auth", field_type::map)
    .optional("tls", field_type::map)
    .optional("health_check", field_type::map)
    .lifecycle();
  auto made = std::make_unique<temporal_client_kind>();
  table.add({.name = "temporal.client", .fields = std::move(fields), .handler = made.get(), .validate = check_client});
  return made;
}

}  // namespace troupe::hosts
