// What an operator may ask of the workflows of a running host: `workflows` (how they do), `workflow` (signal, cancel, terminate).
//
// Thread: the control server's; orders are answered after their commit, on the journal writer's thread.
#pragma once

#include "actors/workflows.hpp"
#include "hosts/control/protocol.hpp"

#include <functional>
#include <string>

namespace troupe::hosts::control {

// `engine` may be null: no workflow host has started.
document describe_workflows(const actors::workflows* engine);

// Figures alone, for `troupe status`.
document describe_workflow_figures(const actors::workflows& engine);

// An error is the answer; without one `answer` will be called.
caf::error order_workflow(actors::workflows* engine, const request& what, std::function<void(std::string line)> answer);

}  // namespace troupe::hosts::control
