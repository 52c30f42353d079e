// Anything with a lifecycle, as its supervisor sees it. Kinds implement it (hosts/kinds).
#pragma once

#include "actors/supervision.hpp"
#include "config/types.hpp"

#include <functional>
#include <memory>

namespace troupe::actors {

struct tree_definition;

class service {
public:
  virtual ~service() = default;

  // Tells the supervisor what became of the attempt: `started`, `start_failed`, `ended`. From any thread, also inside start or stop.
  using report = std::function<void(service_event)>;

  // Begins an attempt. Called by the supervisor, never while an earlier attempt still runs.
  virtual void start(report tell) = 0;

  // Asks for an end, which is reported as `ended`.
  virtual void stop() = 0;

  // The stop or start took too long: ends what can be ended by force.
  virtual void abandon() = 0;

  // Its entry is gone and it is at rest: it is never started again. Called by the coordinator.
  virtual void retire() {}

  // The process it consists of; nobody if it is none, or has not started. On the thread that starts it.
  virtual process_id process() const { return {}; }

  // Whether a supervisor may have it as a child.
  virtual bool may_be_child() const { return false; }

  // What it supervises itself, as the registry has it now; null if it is no supervisor. On the registry's thread.
  virtual std::shared_ptr<const tree_definition> supervises() const { return nullptr; }
};

}  // namespace troupe::actors
