#include "actors/errand.hpp"

#include <caf/ref_counted.hpp>

#include <utility>

namespace troupe::actors {

namespace {

class errand final : public caf::ref_counted, public caf::resumable {
public:
  explicit errand(std::function<void()> work) : work_(std::move(work)) {}

  resume_result resume(caf::execution_unit*, size_t) override {
    std::exchange(work_, nullptr)();
    return done;
  }
  void intrusive_ptr_add_ref_impl() override { ref(); }
  void intrusive_ptr_release_impl() override { deref(); }

private:
  std::function<void()> work_;
};

}  // namespace

void run_on(pool& workers, std::function<void()> work) {
  workers.schedule(new errand{std::move(work)});  // the pool takes over its one reference
}

}  // namespace troupe::actors
