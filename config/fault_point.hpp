// Places where tests end the program as a power cut would: `fault_point("journal.before_commit")`.
//
// Compiled to nothing unless -DTROUPE_FAULTS=ON (the preset faults). There, TROUPE_FAULT="name:n" kills the program when that point is
// passed for the n-th time, and TROUPE_FAULT_COUNT=FILE appends the name of each point passed to FILE, so that a test knows how many there are.
// Thread: any.
#pragma once

namespace troupe {

#ifdef TROUPE_FAULTS
void fault_point(const char* name) noexcept;
#else
inline void fault_point(const char*) noexcept {}
#endif

}  // namespace troupe
