// The application's environment: variables by public name or entry id, and the storages their values lie in (io-modules.md section 10).
//
// Ownership: the kinds env.* (hosts/kinds/env.cpp) publish it; processes and placeholders in entries read it.
// Invariant: only declared variables are visible; an empty stored text counts as unset.
// Thread:    any.
#pragma once

#include "config/errc.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

// Where values lie. Implementations keep their own order among threads.
class env_storage {
public:
  virtual ~env_storage() = default;
  // Nothing if the key is unset. Errors: the storage cannot be read.
  virtual caf::expected<std::optional<std::string>> get(const std::string& key) = 0;
  // Errors: permission_denied where it is read only.
  virtual caf::error set(const std::string& key, const std::string& value) = 0;
};

struct env_variable {
  std::string id;           // ns:name
  std::string public_name;  // "": reachable by id only
  std::string storage;      // ns:name
  std::string fallback;     // "": none
  bool read_only = false;

  // What it is called in its storage, and in a list of all.
  const std::string& key() const noexcept { return public_name.empty() ? id : public_name; }
};

class env_table {
public:
  using storages = std::map<std::string, std::shared_ptr<env_storage>, std::less<>>;

  // Replaces what was known. Of variables with the same public name the first keeps it; the others are reachable by id.
  void publish(storages where, std::vector<env_variable> variables);

  // `name` is a public name, an id, or an entry's name in the namespace `home`. Errors: invalid (empty), not_found.
  caf::expected<std::string> get(std::string_view name, std::string_view home) const;
  // Errors: also permission_denied.
  caf::error set(std::string_view name, std::string_view home, const std::string& value);

  // All variables that have a value, by key.
  std::map<std::string, std::string> all() const;

  // Null if there is none: for storages that pass questions on.
  std::shared_ptr<env_storage> storage(std::string_view id) const;

private:
  struct contents {
    storages where;
    std::map<std::string, env_variable, std::less<>> by_id;
    std::map<std::string, const env_variable*, std::less<>> by_name;

    const env_variable* find(std::string_view name, std::string_view home) const;
  };

  std::shared_ptr<const contents> now() const;
  caf::expected<std::string> value_of(const contents& in, const env_variable& which) const;

  mutable std::mutex guard_;
  std::shared_ptr<const contents> contents_ = std::make_shared<contents>();
};

}  // namespace troupe::actors
