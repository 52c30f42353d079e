// A piece of work that a pool runs once.
//
// Thread: made by any; the work runs on one of the pool's threads, or never if the pool stops before.
#pragma once

#include "actors/pool.hpp"

#include <functional>

namespace troupe::actors {

void run_on(pool& workers, std::function<void()> work);

}  // namespace troupe::actors
