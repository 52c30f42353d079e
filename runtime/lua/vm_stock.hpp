// Machines made ahead of need, while a worker has nothing else to do: a spawn then takes one that has its libraries open already. Each
// is new: nothing carries over from an earlier process.
//
// Thread: any.
#pragma once

#include <memory>

namespace troupe::runtime::lua {

class vm;

namespace vm_stock {

// Makes one and keeps it; false if there are enough (limits::machines_in_stock) or memory ran out.
bool add_one();

// Null if there is none.
std::unique_ptr<vm> take() noexcept;

}  // namespace vm_stock

}  // namespace troupe::runtime::lua
