// `process.host`: a pool of workers on which processes run (process.md section 21).
#include "hosts/kinds/kinds.hpp"
#include "hosts/thread_pool.hpp"

#include <algorithm>
#include <thread>

namespace troupe::hosts {

namespace {

// The pool's threads start with the service and stay until the application ends.
class host_service final : public actors::service {
public:
  host_service(actors::local_node& node, std::string id, size_t workers) : node_(node), id_(std::move(id)), workers_(workers) {}

  void start(report tell) override {
    tell_ = std::move(tell);
    if (host_ == nullptr) {
      pool_ = std::make_unique<thread_pool>(node_.system(), workers_, id_);
      host_ = std::make_shared<actors::process_host>(intern(id_), *pool_);
      node_.add_host(host_);
    }
    host_->start();
    tell_({actors::service_event::kind::started, {}});
  }

  void stop() override {
    host_->begin_stop(node_.names(), [tell = tell_] { tell({actors::service_event::kind::ended, runtime::value{}}); });
  }

  void abandon() override { host_->force_stop(node_.names()); }

private:
  actors::local_node& node_;
  const std::string id_;
  const size_t workers_;
  std::unique_ptr<thread_pool> pool_;
  std::shared_ptr<actors::process_host> host_;
  report tell_;
};

class process_host_kind final : public service_kind {
public:
  process_host_kind(const registry::schema& fields, kind_environment& around) : fields_(fields), around_(around) {}

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    const registry::field_values values{from, fields_};
    const int64_t workers = values.integer("host.workers");
    return std::make_shared<host_service>(around_.node, from.id.text(),
                                          workers > 0 ? static_cast<size_t>(workers)
                                                      : std::max(1U, std::thread::hardware_concurrency()));
  }

private:
  const registry::schema& fields_;
  kind_environment& around_;
};

}  // namespace

std::unique_ptr<service_kind> make_process_host_kind(registry::kind_table& table, kind_environment& around) {
  using registry::field_type;
  registry::schema fields;
  fields.optional("host", field_type::map)
    .optional("host.workers", field_type::integer, document{0})
    .at_least(0, "workers must be greater than 0")
    .at_most(1024)
    .optional("host.queue_size", field_type::integer, document{1024})
    .at_least(0)
    .optional("host.local_queue_size", field_type::integer, document{256})
    .at_least(0)
    .lifecycle();
  registry::kind_definition& kind = table.add({.name = "process.host", .fields = std::move(fields)});
  auto made = std::make_unique<process_host_kind>(kind.fields, around);
  kind.handler = made.get();
  return made;
}

}  // namespace troupe::hosts
