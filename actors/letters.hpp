// The letters that actors put into mailboxes besides what programs send.
#pragma once

#include "runtime/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

// `from` may be nobody, which programs see as `{|}`.
runtime::message_ptr make_cancel(process_id from, std::string_view reason);

// Ends the receiver at its next scheduling point with that fault.
runtime::message_ptr make_terminate(runtime::fault why);

// What a monitor gets; `at` in Unix seconds.
runtime::message_ptr make_exit(process_id from, const runtime::outcome& result, uint64_t at);

// What a linked peer gets.
runtime::message_ptr make_link_down(process_id from, const runtime::fault& why, uint64_t at);

// Entries that changed.
runtime::message_ptr make_outdated(const std::vector<std::string>& sources);

// The answer to an effect.
runtime::message_ptr make_completed(process_id from, uint64_t ticket, runtime::outcome result);

}  // namespace troupe::actors
