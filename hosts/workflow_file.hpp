// One run's history as a file, to be replayed elsewhere (docs/workflows.md, "The file of an export").
//
// Lines of JSON: a header, an activation each, an end. What counts are their records, the journal's bytes in base64; the rest is for readers.
// Thread: plain functions. Errors: invalid, naming file and line.
#pragma once

#include "runtime/workflow/store.hpp"

#include <caf/expected.hpp>

#include <istream>
#include <optional>
#include <string>
#include <utility>

namespace troupe::hosts {

inline constexpr int64_t workflow_file_format = 1;

// Each with its newline.
std::string header_line(const runtime::workflow::chain_row& chain, const runtime::workflow::run_row& row);
// `first`: number of the last command before it.
std::string event_line(uint64_t number, uint64_t first, const runtime::workflow::activation& what, std::string_view record);
std::string end_line(uint64_t activations);

class workflow_file_reader {
public:
  // `name` is for messages. Both outlive it.
  workflow_file_reader(std::istream& from, std::string name) : from_(from), name_(std::move(name)) {}

  // The first line.
  caf::expected<runtime::workflow::run_row> header();
  struct event {
    runtime::workflow::activation what;
    size_t bytes = 0;
  };
  // The following ones; nothing behind the last. A file that was cut off is an error.
  caf::expected<std::optional<event>> next();

private:
  caf::expected<document> line();
  caf::expected<std::string> record_in(const document& from, std::string_view member) const;
  caf::error wrong(std::string_view why) const;

  std::istream& from_;
  const std::string name_;
  uint64_t lines_ = 0;
  uint64_t events_ = 0;
};

}  // namespace troupe::hosts
