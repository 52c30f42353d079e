// What the program says when it cannot go on: no memory, no threads, an exception that nobody expected. Without this it would end by a
// signal and not say why.
//
// What was acknowledged is on the disk; nothing else is done, as there may be no memory for it.
#pragma once

namespace troupe::hosts {

// Once, before any other thread.
void install_last_words() noexcept;

}  // namespace troupe::hosts
