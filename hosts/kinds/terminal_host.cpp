// `terminal.host`: runs one process that owns the terminal; its end shuts the application down (cli.md).
#include "config/log.hpp"
#include "hosts/console.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/thread_pool.hpp"

namespace troupe::hosts {

namespace {

class terminal_service final : public actors::service {
public:
  terminal_service(kind_environment& around, std::string id) : around_(around), id_(std::move(id)) {}

  void start(report tell) override {
    using kind = actors::service_event::kind;
    if (host_ == nullptr) {
      auto threads = thread_pool::make(around_.node.system(), around_.dog, 1, id_);
      if (!threads)
        return tell({kind::start_failed, runtime::fault::undecided(errc::unavailable, message_of(threads.error()))});
      pool_ = std::move(*threads);
      host_ = std::make_shared<actors::process_host>(intern(id_), *pool_, &around_.terminal);
      around_.node.add_host(host_);
    }
    tell_ = std::move(tell);
    host_->start();
    tell_({kind::started, {}});
  }

  void stop() override {
    host_->begin_stop(around_.node.names(), [tell = tell_] { tell({actors::service_event::kind::ended, runtime::value{}}); });
  }

  void abandon() override { host_->force_stop(around_.node.names()); }

  void retire() override {
    if (host_ != nullptr)
      retire_host(around_, std::move(host_), std::move(pool_));
  }

private:
  kind_environment& around_;
  const std::string id_;
  std::unique_ptr<thread_pool> pool_;
  std::shared_ptr<actors::process_host> host_;
  report tell_;
};

class terminal_host_kind final : public service_kind {
public:
  explicit terminal_host_kind(kind_environment& around) : around_(around) {}

protected:
  std::shared_ptr<actors::service> make(const registry::entry& from) override {
    return std::make_shared<terminal_service>(around_, from.id.text());
  }

private:
  kind_environment& around_;
};

}  // namespace

std::unique_ptr<service_kind> make_terminal_host_kind(registry::kind_table& table, kind_environment& around) {
  registry::schema fields;
  fields.optional("hide_logs", registry::field_type::boolean, document{false}).lifecycle();
  auto made = std::make_unique<terminal_host_kind>(around);
  table.add({.name = "terminal.host", .fields = std::move(fields), .handler = made.get()});
  return made;
}

}  // namespace troupe::hosts
