// Workflows, their runs and histories as documents and as lines: what `troupe workflow` shows.
//
// Pure functions.
#pragma once

#include "runtime/workflow/store.hpp"
#include "runtime/workflow/summary.hpp"

#include <string>
#include <string_view>

namespace troupe::runtime::workflow {

// `2026-01-31T23:59:59.123Z`; "" for 0.
std::string time_text(int64_t ns);
// As options and JSON spell it: `timed_out`.
std::string word_for(run_status status);

// The items of a value as a list.
document items_of(const value& what);
// `{kind, message, retryable, details}`.
document describe(const fault& why);
document describe(const job& what);
document describe(uint64_t number, const command& what);
// `first`: number of the last command before it.
document describe(uint64_t number, uint64_t first, const activation& recorded);
document describe(const open_command& what);

// A line of a list. `status` where somebody knows better than the row: "" for the row's.
document describe(const chain_row& chain, const run_row& row, std::string_view status = {});
// The rest of what is known about a run.
void add_particulars(document& to, const run_row& row);
void add_particulars(document& to, const run_summary& from);

// `resolve_activity 3: 42`, `schedule_activity app:charge (7, "eur")`; values are cut at `value_max` characters.
std::string line_of(const job& what, size_t value_max);
std::string line_of(const command& what, size_t value_max);
std::string line_of(const open_command& what, size_t value_max);

}  // namespace troupe::runtime::workflow
