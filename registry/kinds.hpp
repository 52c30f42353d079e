// The table of kinds: what an entry may be, and who makes it real. Handlers and validators are injected, so that this folder knows
// neither Lua nor storage.
//
// Thread: filled before boot, then read only; handlers are called on the registry's thread.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/dependency_order.hpp"
#include "registry/entry.hpp"
#include "registry/references.hpp"
#include "registry/schema.hpp"
#include "registry/snapshot.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

// Makes entries of one or several kinds real, one operation at a time, on the registry's thread.
//
// A transaction is: begin, operations, commit. On a refusal anywhere, also in another handler's commit, the accepted operations are undone
// by their inverses, last first, and then discard ends the transaction; after it the handler shows what it showed before begin. An inverse
// must not be refused. NotFound means "not yet": the operation is offered again after the others.
class kind_handler {
public:
  virtual ~kind_handler() = default;
  virtual void begin() {}
  virtual caf::error create(const entry& made) = 0;
  virtual caf::error update(const entry& before, const entry& after) = 0;
  virtual caf::error remove(const entry& gone) = 0;
  virtual caf::error commit() { return {}; }
  virtual void discard() {}
};

// What a validator may look at: the whole state as it would be, before anything happens.
class validation_context {
public:
  validation_context(const snapshot& before, const snapshot& after, diagnostics& findings)
      : before_(before),
        after_(after),
        findings_(findings) {}

  const snapshot& before() const noexcept { return before_; }
  const snapshot& after() const noexcept { return after_; }
  diagnostics& findings() noexcept { return findings_; }

  void error(const entry& where, std::string message, std::string remedy = {}) {
    findings_.error(where.mark, where.id, std::move(message), std::move(remedy));
  }
  // At the field's own line where it is known.
  void error(const entry& where, std::string_view field, std::string message,
             std::string remedy = {});
  // The entry that a field names, as it would be afterwards; null and a finding (`no entry app:pool`) if there is none.
  const entry* require(const entry& where, std::string_view field, const entry_id& id);
  void warn(const entry& where, std::string message, std::string remedy = {}) {
    findings_.warn(where.mark, where.id, std::move(message), std::move(remedy));
  }

private:
  const snapshot& before_;
  const snapshot& after_;
  diagnostics& findings_;
};

enum class kind_state : uint8_t {
  handled,      // a handler decides
  stored,       // kept as data, no handler: registry.entry, ns.*
  unavailable,  // the platform has it, this build has not: kept, with one warning
};

struct kind_definition {
  std::string name;
  schema fields = {};
  kind_state state = kind_state::handled;
  std::string lost = {};            // unavailable: what will not work
  kind_handler* handler = nullptr;  // outlives the table; may be set later, see kind_table::handle
  std::function<void(const entry&, validation_context&)> validate = {};  // beyond the fields
  std::function<void(const entry&, std::vector<reference>&)> references =
    {};  // beyond fields and the common names
  bool holds_references = false;  // its entries are checked again when something that they refer to goes
};

// The value of a variable, by its public name or id, for an entry of the namespace `home`; nothing if it is unset.
using home_lookup = std::function<std::optional<std::string>(const std::string& name, const std::string& home)>;

class kind_table {
public:
  // Knows the stored kinds and, as unavailable, every kind the platform has.
  kind_table();

  // Adds a kind or replaces what was said about it; the answer stays valid.
  kind_definition& add(kind_definition kind);

  // Gives a kind its handler.
  void handle(std::string_view kind, kind_handler& handler);

  const kind_definition* find(std::string_view name) const noexcept;
  std::vector<const kind_definition*> all() const;  // by name

  // The closest known name, "" if none is close.
  std::string nearest(std::string_view name) const;

  // What registry.dispatch_internal_kinds says: kinds kept without asking a handler (replaces the list).
  void stored_kinds(const std::vector<std::string>& names);

  // What registry.event_wait_timeout says: a handler that takes longer for an operation counts as one that refused it. 0: no limit.
  void limit_operations(std::chrono::nanoseconds longest) noexcept { operation_limit_ = longest; }
  std::chrono::nanoseconds operation_limit() const noexcept { return operation_limit_; }

  // Who knows what placeholders stand for in a state whose `env.*` entries may not be real yet; without one all are unset.
  using variable_source = std::function<home_lookup(const snapshot& state)>;
  void variables_from(variable_source source) { variables_ = std::move(source); }
  home_lookup variables_in(const snapshot& state) const;

  std::vector<reference> references_of(const entry& owner) const;
  reference_extractor extractor() const;

  // Everything that can be said about one entry before it is dispatched: kind known, fields, validator.
  void check(const entry& candidate, validation_context& context) const;

private:
  std::map<std::string, kind_definition, std::less<>> kinds_;
  variable_source variables_;
  std::chrono::nanoseconds operation_limit_ = std::chrono::seconds{30};
};

// The refusal of an entry whose kind nobody handles: the platform's text, said at once, with the limit that it would have waited for.
std::string unknown_kind_text(const entry& candidate, std::chrono::nanoseconds limit);

}  // namespace troupe::registry
