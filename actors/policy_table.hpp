// The policies in force and the groups they are in.
//
// Thread: any; readers get what was published last.
#pragma once

#include "registry/security_block.hpp"
#include "runtime/security/identity.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace troupe::actors {

class policy_table final : public runtime::security::policy_source {
public:
  struct item {
    runtime::security::policy_ptr policy;
    std::vector<std::string> groups;  // full ids
  };
  using items = std::map<std::string, item, std::less<>>;  // by the policy's id

  void publish(const items& now);
  // Once, before any process.
  void set_strict(bool strict) noexcept { strict_ = strict; }

  runtime::security::policy_ptr find(std::string_view id) const override;
  std::shared_ptr<const runtime::security::scope> group(std::string_view id) const override;
  bool strict() const noexcept override { return strict_; }

  // What an entry says about the code that it starts; null if it says nothing. Errors: not_found, naming the policy or group.
  caf::expected<runtime::security::identity_ptr> identity_of(const registry::security_block& from) const;

private:
  struct contents {
    items policies;
    std::map<std::string, std::shared_ptr<const runtime::security::scope>, std::less<>> groups;
  };
  std::shared_ptr<const contents> now() const { return std::atomic_load(&contents_); }

  std::shared_ptr<const contents> contents_ = std::make_shared<const contents>();
  std::atomic<bool> strict_{false};
};

}  // namespace troupe::actors
