// The other end of the control socket: one question to the host of a state folder.
//
// Thread: blocks the caller, never longer than limits::control_answer_max without a word of the host.
#pragma once

#include "hosts/control/protocol.hpp"

#include <filesystem>

namespace troupe::hosts::control {

// The result, or what the host refused it with. Errors of its own: not_found (nobody listens there), timeout (the host hangs),
// permission_denied, unavailable (no answer of this version).
caf::expected<document> ask(const std::filesystem::path& folder, const request& what);

}  // namespace troupe::hosts::control
