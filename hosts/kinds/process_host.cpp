// `process.host`: a pool of workers on which processes run (process.md section 21).
#include "config/limits.hpp"
#include "config/size.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/pool_fields.hpp"
#include "hosts/thread_pool.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace troupe::hosts {

namespace {

// The pool's threads start with the service and stay until the application ends.
// Thread: start, stop and abandon on the supervisor's, retire on the coordinator's, change on the registry's.
class host_service final : public actors::service {
public:
  using settings = pool_settings;

  host_service(kind_environment& around, std::string id, const pool_settings& first)
    : around_(around), id_(std::move(id)), settings_(first) {}

  void start(report tell) override {
    using kind = actors::service_event::kind;
    {
      const std::lock_guard lock{guard_};
      if (host_ == nullptr) {
        auto threads = thread_pool::make(around_.node.system(), around_.dog, settings_.workers, id_, settings_.quantum);
        if (!threads)
          return tell({kind::start_failed, runtime::fault::undecided(errc::unavailable, message_of(threads.error()))});
        pool_ = std::move(*threads);
        host_ = std::make_shared<actors::process_host>(intern(id_), *pool_, nullptr, settings_.bounds);
        around_.node.add_host(host_);
      }
      tell_ = std::move(tell);
      host_->start();
    }
    tell_({kind::started, {}});
  }

  void stop() override {
    host_->begin_stop(around_.node.names(), [tell = tell_] { tell({actors::service_event::kind::ended, runtime::value{}}); });
  }

  void abandon() override { host_->force_stop(around_.node.names()); }

  void retire() override {
    const std::lock_guard lock{guard_};
    if (host_ == nullptr)
      return;
    retire_host(around_, std::move(host_), std::move(pool_));
  }

  // Takes effect at once, also while processes run; answers what held before.
  pool_settings change(const pool_settings& to) {
    const std::lock_guard lock{guard_};
    const pool_settings before = std::exchange(settings_, to);
    if (host_ != nullptr) {
      host_->set_limits(to.bounds);
      pool_->set_quantum(to.quantum);
      if (to.workers != before.workers)
        pool_->resize(to.workers);
    }
    return before;
  }

private:
  kind_environment& around_;
  const std::string id_;
  std::mutex guard_;  // of settings_, and of the moments in which the host comes to be and goes
  pool_settings settings_;
  std::unique_ptr<thread_pool> pool_;
  std::shared_ptr<actors::process_host> host_;
  report tell_;
};

class process_host_kind final : public changeable_service_kind<host_service> {
public:
  process_host_kind(const registry::schema& fields, kind_environment& around) : fields_(fields), around_(around) {}

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    return std::make_shared<host_service>(around_, from.id.text(), settings_of(from));
  }

  // The host stays, and its processes with it.
  caf::error change(const std::shared_ptr<actors::service>& which, const registry::entry& before, const registry::entry& after) override {
    if (const std::string fixed = fixed_field_changed(before, after); !fixed.empty())
      return make_error(errc::invalid, fixed + " cannot be changed while the program runs (change it in the definition and start the program anew)");
    return changeable_service_kind::change(which, before, after);
  }

  pool_settings settings_of(const registry::entry& from) const override {
    const registry::field_values values{from, fields_};
    pool_settings settings = read_pool(values);
    settings.bounds.mailbox_messages = static_cast<uint64_t>(values.integer("host.mailbox_limit"));
    settings.bounds.mailbox_bytes = values.bytes("host.mailbox_bytes");
    settings.bounds.processes = static_cast<uint64_t>(values.integer("host.max_processes"));
    return settings;
  }

private:
  // Its name; "" if all that changed can change.
  std::string fixed_field_changed(const registry::entry& before, const registry::entry& after) const {
    const registry::field_values was{before, fields_};
    const registry::field_values is{after, fields_};
    for (const char* path : {"host.queue_size", "host.local_queue_size"})
      if (was.integer(path) != is.integer(path))
        return path;
    const document* lifecycle_before = registry::find_field(before, "lifecycle");
    const document* lifecycle_after = registry::find_field(after, "lifecycle");
    static const document none{document::map{}};
    return (lifecycle_before != nullptr ? *lifecycle_before : none) == (lifecycle_after != nullptr ? *lifecycle_after : none) ? "" : "lifecycle";
  }

  const registry::schema& fields_;
  kind_environment& around_;
};

}  // namespace

void retire_host(kind_environment& around, std::shared_ptr<actors::process_host> host, std::unique_ptr<thread_pool> pool) {
  around.node.remove_host(*host);
  // The last to go runs on one of the threads that are to be joined.
  host->retire([&around, threads = pool.get()] { around.node.after(std::chrono::nanoseconds{0}, [threads] { threads->stop(); }); });
  around.retired_hosts.emplace_back(std::move(host), std::move(pool));
}

std::unique_ptr<service_kind> make_process_host_kind(registry::kind_table& table, kind_environment& around) {
  using registry::field_type;
  registry::schema fields;
  add_pool_fields(fields);
  fields.optional("host.queue_size", field_type::integer, document{1024})
    .at_least(0)
    .optional("host.local_queue_size", field_type::integer, document{256})
    .at_least(0)
    .optional("host.max_processes", field_type::integer, document{0})
    .at_least(0)
    .optional("host.mailbox_limit", field_type::integer, document{static_cast<int64_t>(limits::mailbox_messages_default)})
    .at_least(0)
    .optional("host.mailbox_bytes", field_type::bytes, document{format_size(limits::mailbox_bytes_default)})
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = "process.host", .fields = std::move(fields)});
  auto made = std::make_unique<process_host_kind>(kind.fields, around);
  kind.handler = made.get();
  return made;
}

}  // namespace troupe::hosts
