// The other end of the control socket: one question to the host of a state folder.
//
// Thread: blocks the caller; see patience.
#pragma once

#include "hosts/control/protocol.hpp"

#include <cstdint>
#include <filesystem>

namespace troupe::hosts::control {

// What may take longer than limits::control_answer_max: nothing, or an order, as long as the host says that it is under way.
enum class patience : uint8_t { none, order };

// The result, or what the host refused it with. Errors of its own: not_found (nobody listens there), timeout (the host hangs),
// permission_denied, unavailable (no answer of this version).
caf::expected<document> ask(const std::filesystem::path& folder, const request& what, patience wait = patience::none);

}  // namespace troupe::hosts::control
