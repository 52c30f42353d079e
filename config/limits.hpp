// Every bound of the host in one place, with what holds between them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace troupe::limits {

// Nesting of a value on its way between machines (codec, JSON, YAML); deeper data is refused, the C stack never overflows.
inline constexpr int value_depth_max = 128;

// What aliases of one YAML file may copy; a nest of aliases would otherwise grow without bound.
inline constexpr size_t yaml_alias_nodes_max = 1'000'000;
inline constexpr size_t yaml_alias_bytes_max = size_t{64} << 20;

// Coroutines resumed inside each other; see design, LuaJIT runs each on the C stack.
inline constexpr int coroutine_depth_max = 160;

// Unread ticks that a ticker's channel keeps; further ones are dropped.
inline constexpr size_t ticker_buffer_ticks = 16;

// Letters a process takes before it lets another run.
inline constexpr uint32_t letters_per_slice = 512;

// Coroutine resumptions before a process lets another run.
inline constexpr uint32_t resumes_per_slice = 256;

// States a lazy function pool makes when the entry says nothing (process.md section 21).
inline constexpr uint32_t function_pool_states_default = 100;
inline constexpr uint32_t function_pool_lazy_states_default = 16;
inline constexpr std::chrono::seconds function_pool_idle_max{30};

// Running time of a chunk's top level before spawn fails.
inline constexpr std::chrono::seconds load_timeout{5};

// How long an idle worker spins before it sleeps, while there was traffic lately.
inline constexpr std::chrono::microseconds worker_spin{30};

// The control socket: one request, the clients at a time, and how long one may take to write a request or to read its answer.
inline constexpr size_t control_request_bytes_max = 65'536;
inline constexpr size_t control_clients_max = 32;
inline constexpr std::chrono::seconds control_stall_max{10};
// How often a client hears that its order is under way, and how long one waits for a word of the host.
inline constexpr std::chrono::seconds control_pending_interval{1};
inline constexpr std::chrono::seconds control_answer_max{5};
static_assert(control_pending_interval * 2 < control_answer_max);

}  // namespace troupe::limits
