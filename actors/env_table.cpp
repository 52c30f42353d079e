#include "actors/env_table.hpp"

#include "config/log.hpp"

#include <fmt/format.h>

namespace troupe::actors {

namespace {

caf::error not_found() {
  return make_error(errc::not_found, "environment variable not found");
}

}  // namespace

const env_variable* env_table::contents::find(std::string_view name, std::string_view home) const {
  if (const auto named = by_name.find(name); named != by_name.end())
    return named->second;
  if (const auto known = by_id.find(name); known != by_id.end())
    return &known->second;
  const auto near = by_id.find(fmt::format("{}:{}", home, name));
  return near == by_id.end() ? nullptr : &near->second;
}

void env_table::publish(storages where, std::vector<env_variable> variables) {
  auto made = std::make_shared<contents>();
  made->where = std::move(where);
  for (env_variable& each : variables) {
    const auto [at, fresh] = made->by_id.insert_or_assign(each.id, std::move(each));
    const env_variable& kept = at->second;
    if (kept.public_name.empty())
      continue;
    const auto [named, first] = made->by_name.emplace(kept.public_name, &kept);
    if (!first && fresh)
      log::warn("env", fmt::format("{}: variable {} is declared by {} already; this one is reachable by its id only", kept.id,
                                   kept.public_name, named->second->id));
  }
  const std::lock_guard hold{guard_};
  contents_ = std::move(made);
}

std::shared_ptr<const env_table::contents> env_table::now() const {
  const std::lock_guard hold{guard_};
  return contents_;
}

caf::expected<std::string> env_table::value_of(const contents& in, const env_variable& which) const {
  const auto where = in.where.find(which.storage);
  if (where != in.where.end()) {
    auto stored = where->second->get(which.key());
    if (!stored)
      return stored.error();
    if (stored->has_value() && !(*stored)->empty())
      return std::move(**stored);
  }
  if (!which.fallback.empty())
    return which.fallback;
  if (where == in.where.end())
    return make_error(errc::not_found, fmt::format("environment variable not found: {} lies in {}, which is no storage", which.id,
                                                   which.storage));
  return not_found();
}

caf::expected<std::string> env_table::get(std::string_view name, std::string_view home) const {
  if (name.empty())
    return make_error(errc::invalid, "empty key");
  const auto in = now();
  const env_variable* found = in->find(name, home);
  if (found == nullptr)
    return not_found();
  return value_of(*in, *found);
}

caf::error env_table::set(std::string_view name, std::string_view home, const std::string& value) {
  if (name.empty())
    return make_error(errc::invalid, "empty key");
  const auto in = now();
  const env_variable* found = in->find(name, home);
  if (found == nullptr)
    return not_found();
  if (found->read_only)
    return make_error(errc::permission_denied, fmt::format("environment variable {} is read-only", found->key()));
  const auto where = in->where.find(found->storage);
  if (where == in->where.end())
    return make_error(errc::not_found, fmt::format("no storage {} for environment variable {}", found->storage, found->key()));
  return where->second->set(found->key(), value);
}

std::map<std::string, std::string> env_table::all() const {
  const auto in = now();
  std::map<std::string, std::string> values;
  for (const auto& [id, variable] : in->by_id) {
    // One that lost its public name to another is listed by id.
    const auto named = in->by_name.find(variable.public_name);
    const bool mine = named != in->by_name.end() && named->second == &variable;
    if (auto value = value_of(*in, variable))
      values.emplace(mine ? variable.public_name : id, std::move(*value));
  }
  return values;
}

std::shared_ptr<env_storage> env_table::storage(std::string_view id) const {
  const auto in = now();
  const auto found = in->where.find(id);
  return found == in->where.end() ? nullptr : found->second;
}

}  // namespace troupe::actors
