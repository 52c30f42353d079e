// Every bound of the host in one place, with what holds between them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace troupe::limits {

// Nesting of a value on its way between machines (codec, JSON, YAML); deeper data is refused, the C stack never overflows.
inline constexpr int value_depth_max = 128;

// Values of one piece of plain data. A table that is reached twice is copied twice, so a small nest of them could grow without bound.
inline constexpr size_t plain_values_max = 1'000'000;

// What aliases of one YAML file may copy; a nest of aliases would otherwise grow without bound.
inline constexpr size_t yaml_alias_nodes_max = 1'000'000;
inline constexpr size_t yaml_alias_bytes_max = size_t{64} << 20;

// Log records that wait to be published on the event bus (-e); more are dropped, and how many is told this often at most.
inline constexpr size_t log_events_waiting_max = 4096;
inline constexpr std::chrono::seconds log_events_lost_pause{10};

// Coroutines resumed inside each other; see design, LuaJIT runs each on the C stack.
inline constexpr int coroutine_depth_max = 160;

// Unread ticks that a ticker's channel keeps; further ones are dropped.
inline constexpr size_t ticker_buffer_ticks = 16;

// Ticks of all repeating timers of a process on their way to it; more are dropped, so that a flood of them stays its own.
inline constexpr uint32_t unread_ticks_max = 4096;

// Letters a machine takes in at a time: a flood must not keep it from its coroutines, nor its worker from others.
inline constexpr uint32_t letters_per_slice = 512;

// Machines with a compiler of their own at a time: at 64 KiB to 2 MiB of machine code each they share 2 GiB of address space.
inline constexpr int compiling_machines_max = 4096;
// Steps that wait for the journal's next commit; more are refused, so that a full disk does not fill the memory as well.
inline constexpr size_t journal_steps_waiting_max = 1'000'000;
// A disk that is full or fails is asked again after this time, then after twice as much, up to the second.
inline constexpr std::chrono::milliseconds journal_retry_first{50};
inline constexpr std::chrono::milliseconds journal_retry_max{2000};
// Workflows' timers follow the wall clock, but wait by one that neither jumps nor counts while the machine is suspended: the other is looked at so
// often, and a timer fires at most that much late after it was set forward.
inline constexpr std::chrono::seconds wall_clock_look{5};

// Records of a run, or bytes of them, from which on it is told to go on as new; again whenever they have doubled.
inline constexpr uint64_t history_long_events = 10'000;
inline constexpr uint64_t history_long_bytes = 10'485'760;

// So many slices within so long make a process busy that never overran one: it may compile, while half of those places are free. One that has
// as many because it lives long would only take the memory.
inline constexpr uint32_t slices_till_busy = 1000;
inline constexpr std::chrono::milliseconds busy_span{500};

// When services have been stopping for this long, the log says which ones.
inline constexpr std::chrono::seconds stop_notice{2};

// Coroutine resumptions before a process lets another run.
inline constexpr uint32_t resumes_per_slice = 256;
// Resumptions granted to code that a program makes up at run time (process.md section 19).
inline constexpr uint64_t evaluation_resumes_max = 10'000;
// Times a process may find new mail at the end of its slice and go on before it lets another run.
inline constexpr uint32_t turns_per_slice = 16;

// States a lazy function pool makes when the entry says nothing (process.md section 21).
inline constexpr uint32_t function_pool_states_default = 100;
inline constexpr uint32_t function_pool_lazy_states_default = 16;
inline constexpr std::chrono::seconds function_pool_idle_max{30};

// How long a supervisor waits for a child that it ends by force before it goes on without it.
inline constexpr std::chrono::seconds child_kill_max{5};

// What function calls that outlive every service get to end by themselves, and again to end by force.
inline constexpr std::chrono::seconds function_stop_max{1};

// Running time of a chunk's top level before spawn fails.
inline constexpr std::chrono::seconds load_timeout{5};

// Running time after which a process makes room for others (host.quantum).
inline constexpr std::chrono::milliseconds quantum_default{2};

// How late a slice may be before another thread takes over its worker's place: it is inside C, where nothing can preempt it.
inline constexpr std::chrono::milliseconds rescue_after{50};
// Threads at a time that a pool may leave to such slices.
inline constexpr size_t rescued_threads_max = 64;

// A worker that has slept for this long gives unused memory back to the system.
inline constexpr std::chrono::seconds worker_rest{1};

// How many of the jobs that wait are looked at for one that is to be ended by force.
inline constexpr size_t hasten_search_max = 65'536;

// How often the watchdog looks, while any worker runs.
inline constexpr std::chrono::microseconds watchdog_period{500};
// So often it looks in vain before it sleeps: whoever works a little every moment would wake it each time.
inline constexpr unsigned watchdog_idle_looks = 20;

// Live Lua memory of one process (host.memory_limit).
inline constexpr size_t memory_limit_default = size_t{256} << 20;

// A host that asks for less gets this: a machine with its libraries open needs some of it.
inline constexpr size_t memory_limit_least = size_t{1} << 20;

// Unread letters of one process (host.mailbox_limit, host.mailbox_bytes).
inline constexpr uint64_t mailbox_messages_default = 1'000'000;
inline constexpr uint64_t mailbox_bytes_default = uint64_t{256} << 20;

// Texts that name something are kept by others than the process that gave them, where its memory limit does not reach: a table of names, the
// event bus, the collector of measurements, the mailbox of whoever is written to. None that means something to a reader is as long as this.
inline constexpr size_t topic_bytes_max = size_t{64} << 10;
inline constexpr size_t process_name_bytes_max = size_t{4} << 10;   // process.registry
inline constexpr size_t event_text_bytes_max = size_t{4} << 10;     // each of an event's system, kind and path, and of their patterns
inline constexpr size_t cancel_reason_bytes_max = size_t{16} << 10;  // events are never refused, however many lie unread

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

// JSON Schema: how deep schemas may refer to each other in one validation, what one validation may do, and the schemas' text that a machine
// keeps compiled.
inline constexpr size_t schema_depth_max = 512;
inline constexpr size_t schema_steps_max = 10'000'000;
inline constexpr size_t schema_cached_bytes_max = size_t{256} << 10;

// Files that one process may have open: those of the whole program are few.
inline constexpr size_t open_files_max = 256;
// What a scanner asks a file for at a time, and the longest token it finds.
inline constexpr size_t scanner_chunk_bytes = size_t{32} << 10;
inline constexpr size_t scanner_token_bytes_max = size_t{64} << 10;

// Threads for calls that wait for the disk, how long an idle one stays, and how long the end of the program waits for those that hang.
inline constexpr size_t blocking_threads_max = 16;
inline constexpr std::chrono::seconds blocking_idle_max{10};
inline constexpr std::chrono::seconds blocking_stop_max{1};

// Expressions: nesting of their syntax, what one evaluation may do, and what a machine keeps parsed (count, bytes of source and trees, which
// count as its memory: no more than a sixteenth of its limit).
inline constexpr size_t expr_depth_max = 250;
inline constexpr size_t expr_steps_max = 10'000'000;
inline constexpr size_t expr_items_max = 1'000'000;
inline constexpr size_t expr_cached_max = 1000;
inline constexpr size_t expr_cached_bytes_max = size_t{4} << 20;

// How long a comparison of two texts may search when the program sets no or a longer time; then it answers a coarser result.
inline constexpr std::chrono::seconds text_diff_max{10};

// Series of all metrics together: label values that never repeat must not fill the memory.
inline constexpr size_t metric_series_max = 100'000;
// Of one series: its name with all texts of its labels, and how many there are of them.
inline constexpr size_t metric_text_bytes_max = size_t{4} << 10;
inline constexpr size_t metric_labels_max = 64;

}  // namespace troupe::limits
