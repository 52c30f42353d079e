// Randomness that nobody can foresee, from the operating system.
//
// Thread: any. Programs get theirs by way of their effect handler, so that a durable run can record it.
#pragma once

#include <cstddef>

namespace troupe::runtime {

// Fills the bytes. Stops the host if the system has no randomness: what follows would be guessable.
void system_random(void* to, size_t size) noexcept;

}  // namespace troupe::runtime
