// What is known of an error beyond its text: where in the files it is, and what helps. Log records of failures carry it.
//
// Who finds it out reads sources, which is the host's business: it says how, once.
// Thread: any.
#pragma once

#include "config/document.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace troupe::actors {

struct explanation {
  std::string at;      // `worker.lua:2:18`; "" if that is not known
  std::string remedy;  // "" if nothing is known
};

// Before any process; an empty function ends it, as soon as no process is left.
void explain_errors_by(std::function<explanation(std::string_view error)> how);

// Adds the fields `at` and `remedy`, if there is anything to say.
void add_explanation(document& fields, std::string_view error);

}  // namespace troupe::actors
