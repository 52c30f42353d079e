// One validation of data by a schema: for the files of the validator alone (json_schema.cpp, json_schema_containers.cpp).
//
// Thread: a run belongs to its caller.
#pragma once

#include "runtime/modules/json_schema.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::runtime::modules {

// Which parts of the data some keyword has looked at, for unevaluatedProperties and unevaluatedItems.
struct json_parts_seen {
  std::set<std::string_view> members;
  std::set<size_t> items;

  void add(const json_parts_seen& other) {
    members.insert(other.members.begin(), other.members.end());
    items.insert(other.items.begin(), other.items.end());
  }
};

// One validation of one piece of data.
class json_schema_run {
public:
  json_schema_run(const json_schema& of) : of_(of) {}

  bool check(const document& schema, const document& data, json_parts_seen& seen);
  const std::string& problem() const noexcept { return problem_; }

private:
  // A longer path to the data, for messages, as long as it lives.
  class place {
  public:
    place(json_schema_run& run, std::string_view step) : run_(run), size_(run.path_.size()) {
      run_.path_ += '/';
      for (const char c : step)
        run_.path_ += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    ~place() { run_.path_.resize(size_); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

  private:
    json_schema_run& run_;
    size_t size_;
  };

  bool fail(std::string what) {
    if (problem_.empty())
      problem_ = fmt::format("at '{}': {}", path_, what);
    return false;
  }
  // Whether a schema holds where nothing depends on it: what it finds wrong is forgotten.
  bool holds(const document& schema, const document& data, json_parts_seen& seen) {
    std::string kept = std::exchange(problem_, {});
    json_parts_seen inner;
    const bool good = check(schema, data, inner);
    problem_ = std::move(kept);
    if (good)
      seen.add(inner);
    return good;
  }

  bool references(const document& schema, const document& data, json_parts_seen& seen);
  bool general(const document& schema, const document& data);
  bool numbers(const document& schema, const document& data);
  bool texts(const document& schema, const std::string& text);
  bool combined(const document& schema, const document& data, json_parts_seen& seen);
  bool items(const document& schema, const document& data, json_parts_seen& seen);
  bool members(const document& schema, const document& data, json_parts_seen& seen);
  bool member_values(const document& schema, const document& data, json_parts_seen& seen);
  bool dependent(const document& schema, const document& data, json_parts_seen& seen);
  bool unevaluated(const document& schema, const document& data, json_parts_seen& seen);
  bool within(const document& schema, std::string_view least, std::string_view most, size_t size, std::string_view of_what);

  const json_schema& of_;
  std::string problem_;
  std::string path_;
  std::vector<std::string_view> scopes_;
  size_t depth_ = 0;
  size_t steps_ = 0;
};

}  // namespace troupe::runtime::modules
