// A handler that keeps its own view of the entries it was given, checks the protocol of transactions, and refuses on demand.
#pragma once

#include "registry/kinds.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace troupe::registry {

// Where a refusal is to happen, shared by all handlers of a test.
struct refusals {
  int call = -1;             // the operation or commit with this number is refused, -1 for none
  bool not_yet = false;      // with NotFound, so that it is offered again
  std::set<entry_id> never;  // always refused with NotFound
  int seen = 0;
  std::chrono::milliseconds takes{0};  // that it stands still for each entry it makes
  bool undoing = false;  // since a refusal only inverses come; they are not to be refused

  caf::error next() {
    if (undoing || seen++ != call)
      return {};
    if (not_yet)
      return make_error(errc::not_found, "not yet");
    undoing = true;
    return make_error(errc::invalid, "refused");
  }
};

class recording_handler final : public kind_handler {
public:
  explicit recording_handler(refusals& when) : when_(when) {}

  void begin() override {
    REQUIRE(settled());
    active_ = true;
    committed_ = false;
    log.clear();
  }
  caf::error create(const entry& made) override {
    REQUIRE(active_);
    if (when_.never.contains(made.id) && !when_.undoing)
      return make_error(errc::not_found, "no such thing");
    std::this_thread::sleep_for(when_.takes);
    if (caf::error refusal = when_.next())
      return refusal;
    log.push_back("+" + made.id.text());
    REQUIRE(view.emplace(made.id, made).second);
    return {};
  }
  caf::error update(const entry& before, const entry& after) override {
    REQUIRE(active_);
    if (caf::error refusal = when_.next())
      return refusal;
    log.push_back("~" + after.id.text());
    REQUIRE(view.contains(before.id));
    REQUIRE(view.at(before.id) == before);
    view.at(after.id) = after;
    return {};
  }
  caf::error remove(const entry& gone) override {
    REQUIRE(active_);
    if (caf::error refusal = when_.next())
      return refusal;
    log.push_back("-" + gone.id.text());
    REQUIRE(view.contains(gone.id));
    REQUIRE(view.at(gone.id) == gone);
    view.erase(gone.id);
    return {};
  }
  caf::error commit() override {
    REQUIRE(active_);
    if (caf::error refusal = when_.next())
      return refusal;
    committed_ = true;
    return {};
  }
  void discard() override {
    REQUIRE(active_);
    active_ = committed_ = false;
  }

  // True if the last transaction came to its end here.
  bool settled() const { return active_ == committed_; }

  std::map<entry_id, entry> view;
  std::vector<std::string> log;

private:
  refusals& when_;
  bool active_ = false;
  bool committed_ = false;
};

}  // namespace troupe::registry
