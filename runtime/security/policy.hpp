// Who may do what: actors, policies, scopes (io-modules.md section 16).
//
// All three are immutable and shared: a policy that changes in the registry is another policy, and whoever holds the old one keeps it.
// Thread: any.
#pragma once

#include "config/diagnostic.hpp"
#include "config/document.hpp"
#include "config/types.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::security {

// Somebody on whose behalf code runs.
struct actor {
  std::string id;
  document meta = document::map{};
};

enum class verdict : uint8_t { undefined, allow, deny };

std::string_view name_of(verdict v) noexcept;  // "undefined", "allow", "deny"

// What somebody wants to do. `meta` says more about it; null if there is nothing to say.
struct access {
  const actor* who = nullptr;
  std::string_view action;
  std::string_view resource;
  const document* meta = nullptr;
};

// One rule. It has a verdict on what its patterns match and its conditions (or its expression) hold for; on all else it is undefined, and
// so it is where the evaluation fails.
class policy {
public:
  // Reads the `policy` field of an entry. All that is wrong goes to `findings`; null if there are errors. What does harm only when it is
  // evaluated, as a pattern that is no regular expression, and what has no effect, is a warning.
  enum class kind : uint8_t { by_conditions, by_expression };
  static std::shared_ptr<const policy> read(const entry_id& id, kind which, const document& from, diagnostics& findings);

  virtual ~policy() = default;
  policy(const policy&) = delete;
  policy& operator=(const policy&) = delete;

  const std::string& id() const noexcept { return id_; }
  verdict evaluate(const access& wanted) const;

protected:
  explicit policy(std::string id) : id_(std::move(id)) {}

private:
  virtual bool holds(const access& wanted) const = 0;

  std::string id_;
  std::vector<std::string> actions_;
  std::vector<std::string> resources_;
  verdict effect_ = verdict::deny;
};

using policy_ptr = std::shared_ptr<const policy>;

// `*`, the text itself, or a prefix before a trailing `*`; `a.*` is the prefix `a`.
bool matches(std::string_view pattern, std::string_view text) noexcept;

// A set of policies, in order of their addition.
class scope {
public:
  scope() = default;
  explicit scope(std::vector<policy_ptr> policies);

  const std::vector<policy_ptr>& policies() const noexcept { return policies_; }
  bool contains(std::string_view id) const noexcept;

  scope with(policy_ptr added) const;  // takes the place of one of the same id
  scope without(std::string_view id) const;

  // Any deny denies; else any allow allows; an empty scope says nothing.
  verdict evaluate(const access& wanted) const;

private:
  std::vector<policy_ptr> policies_;
};

// What they take on the heap, about; policies are their application's.
size_t heap_bytes(const actor& who) noexcept;
size_t heap_bytes(const scope& what) noexcept;

}  // namespace troupe::runtime::security
