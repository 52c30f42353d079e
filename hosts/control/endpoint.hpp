// The control socket as a place: `control.sock` in a state folder, which may lie deeper than a socket's address can say.
//
// Plain functions; nothing throws.
#pragma once

#include "config/descriptor.hpp"
#include "config/errc.hpp"

#include <filesystem>

namespace troupe::hosts::control {

inline constexpr const char* socket_name = "control.sock";

struct listener {
  descriptor folder;  // the state folder, wherever it is moved
  descriptor socket;  // does not block
};

// Makes the socket, which only its owner may open, in place of one that a killed host left behind. The caller holds the folder's lock.
caf::expected<listener> listen_in(const std::filesystem::path& folder);

// Takes the socket's file away.
void unlink_socket(const listener& place) noexcept;

// Connects without blocking. Errors: not_found (nobody listens), timeout (too many wait already: try again), permission_denied.
caf::expected<descriptor> connect_in(const std::filesystem::path& folder);

// Whether the other end of a connection is a process of the same user.
bool same_user(int connection) noexcept;

}  // namespace troupe::hosts::control
