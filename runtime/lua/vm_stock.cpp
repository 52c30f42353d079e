#include "runtime/lua/vm_stock.hpp"

#include "config/limits.hpp"
#include "runtime/lua/vm.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace troupe::runtime::lua::vm_stock {

namespace {

struct shelf {
  std::mutex guard;
  std::vector<std::unique_ptr<vm>> machines;
  std::atomic<size_t> count{0};  // of `machines`, read without the lock
};

// The program's only one; never destroyed, since threads may outlive static objects.
shelf& shared() {
  static shelf& one = *new shelf;
  return one;
}

}  // namespace

bool add_one() {
  shelf& here = shared();
  if (here.count.load(std::memory_order_relaxed) >= limits::machines_in_stock)
    return false;
  std::unique_ptr<vm> made = vm::prepare(true);
  if (made == nullptr)
    return false;
  const std::lock_guard lock{here.guard};
  here.machines.push_back(std::move(made));
  here.count.store(here.machines.size(), std::memory_order_relaxed);
  return true;
}

std::unique_ptr<vm> take() noexcept {
  shelf& here = shared();
  if (here.count.load(std::memory_order_relaxed) == 0)
    return nullptr;
  const std::lock_guard lock{here.guard};
  if (here.machines.empty())
    return nullptr;
  std::unique_ptr<vm> last = std::move(here.machines.back());
  here.machines.pop_back();
  here.count.store(here.machines.size(), std::memory_order_relaxed);
  return last;
}

}  // namespace troupe::runtime::lua::vm_stock
