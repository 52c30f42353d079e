// Unused memory of a thread's heap.
#pragma once

namespace troupe::hosts {

// Gives what the calling thread's heap holds unused back to the system. mimalloc does that as a thread allocates: one that goes to rest after a
// burst would keep the burst's memory for as long as it rests. Walks the heap, some milliseconds where it is large. Does nothing in a program
// without mimalloc (tests, sanitizers), or where its environment forbids it.
void give_back_unused_memory() noexcept;

}  // namespace troupe::hosts
