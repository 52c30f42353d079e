// What a reload did, as the document that `troupe reload --json` shows, and as lines for people.
//
// Pure functions.
#pragma once

#include "config/document.hpp"
#include "hosts/reload.hpp"

#include <string>
#include <vector>

namespace troupe::hosts::control {

// `outcome` is one of applied, unchanged, checked (a dry run), refused. Secrets are masked.
document describe_reload(const reload_report& what);

struct reload_lines {
  std::vector<std::string> changes;   // what differs, by entry and field
  std::vector<std::string> problems;  // why it was refused
  std::vector<std::string> advice;    // conflicts, settings, processes that still run old code
  std::vector<std::string> notes;     // what is as it should be, but good to know
  std::string summary;                // `applied v12 (3 changed) in 18 ms`
  bool refused = false;
};

// From a document as above; a member that is missing is nothing, so that a host of another build can be asked.
reload_lines lines_of_reload(const document& described);

}  // namespace troupe::hosts::control
