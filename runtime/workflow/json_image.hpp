// The JSON image of a value: what is left of it after a way through JSON (workflow.md section 14).
//
// Everything that crosses the boundary of a workflow takes it, so that a bundle behaves alike here and where a real server lies between.
// One difference: bytes of a text that are no UTF-8 stay as they are.
// Thread: any.
#pragma once

#include "runtime/value.hpp"

#include <caf/expected.hpp>

namespace troupe::runtime::workflow {

// Of each item. NaN and infinities become nil, errors their text. Errors: invalid, for tables with holes or keys of both kinds, for tables
// that contain themselves, for what is nested too deep.
caf::expected<value> json_image(const value& of);

}  // namespace troupe::runtime::workflow
