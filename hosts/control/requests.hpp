// What an operator may ask of a running host, and the answers: ps, status, metrics, kill, start, stop, restart,
// reload, workflows, workflow.
//
// Nothing here stops a process or waits for one: figures are read from where processes leave them, and the coordinator answers by message.
// Thread: handle is called on the control server's thread; answers may come from the coordinator's.
#pragma once

#include "actors/local_node.hpp"
#include "actors/service_orders.hpp"
#include "config/clock.hpp"
#include "hosts/control/protocol.hpp"
#include "hosts/live_reload.hpp"

#include <caf/actor.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts::control {

class requests {
public:
  using reply = std::function<void(std::string line)>;

  // `bundle` and `state` are folders, as a person would name them.
  requests(actors::local_node& node, caf::actor coordinator, live_reload& reload, std::string bundle, std::string state);

  // Answers once. Outlives every answer that the coordinator still owes.
  void handle(std::string_view line, reply answer);

private:
  caf::error perform(const request& what, reply& answer);
  document processes() const;
  document program() const;
  document hosts() const;
  void status(const std::string& id, reply answer);
  caf::error kill(const std::string& who, reply& answer);
  caf::error order(const request& what, reply& answer);
  void answer_order(const std::vector<actors::service_report>& services, const reply& answer) const;
  void watch_first_steps(std::vector<actors::service_report> started, reply answer);
  caf::error reload(const request& what, reply& answer);

  actors::local_node& node_;
  const caf::actor coordinator_;
  live_reload& reload_;
  const std::string bundle_;
  const std::string state_;
  const steady_time started_;
};

}  // namespace troupe::hosts::control
