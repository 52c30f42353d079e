// Code that a program makes up at run time, as a program of its own (process.md section 19).
//
// Confined: it has the modules it lists, or all whose classes are not blocked, and each library it imports has what that library
// declares. Blocked are the classes that reach other processes, data or the network, unless the caller allows one by name.
// Thread: any.
#pragma once

#include "runtime/effect.hpp"
#include "runtime/lua/program.hpp"

#include <caf/expected.hpp>

#include <memory>
#include <string_view>

namespace troupe::runtime::lua {

// What positions in messages call the code.
inline constexpr std::string_view evaluation_name = "eval";

// Errors, all of kind internal as the platform's are: syntax, an unknown module, one of a forbidden class, a missing library.
caf::expected<std::shared_ptr<const program>> build_evaluation(const eval_request& what,
                                                               const source_lookup& libraries);

}  // namespace troupe::runtime::lua
