// What a schema says of lists and objects, and of what no other keyword looked at.
#include "config/limits.hpp"
#include "runtime/modules/json_schema_run.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace troupe::runtime::modules {

bool json_schema_run::items(const document& schema, const document& data, json_parts_seen& seen) {
  const document::list& all = *data.as_list();
  if (!within(schema, "minItems", "maxItems", all.size(), "items"))
    return false;
  const auto check_item = [&](const document& by, size_t i) {
    const place here{*this, fmt::to_string(i)};
    json_parts_seen inner;
    seen.items.insert(i);
    return check(by, all[i], inner);
  };
  size_t prefixed = 0;
  if (const document* prefix = schema.find("prefixItems"); prefix != nullptr && prefix->as_list() != nullptr)
    for (; prefixed < std::min(prefix->as_list()->size(), all.size()); ++prefixed)
      if (!check_item((*prefix->as_list())[prefixed], prefixed))
        return false;
  if (const document* rest = schema.find("items"))
    for (size_t i = prefixed; i < all.size(); ++i)
      if (!check_item(*rest, i))
        return false;
  if (const document* wanted = schema.find("contains")) {
    size_t found = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      json_parts_seen inner;
      if (holds(*wanted, all[i], inner)) {
        ++found;
        seen.items.insert(i);
      }
    }
    const document* least = schema.find("minContains");
    if (least == nullptr && found == 0)
      return fail("contains: no item fits");
    if (!within(schema, "minContains", "maxContains", found, "fitting items"))
      return false;
  }
  const document* unique = schema.find("uniqueItems");
  if (unique != nullptr && unique->as_bool() != nullptr && *unique->as_bool())
    for (size_t i = 0; i < all.size(); ++i) {
      if ((steps_ += i) > limits::schema_steps_max)
        return fail("uniqueItems: too many items to compare");
      for (size_t j = 0; j < i; ++j)
        if (all[i] == all[j])
          return fail(fmt::format("uniqueItems: items {} and {} are equal", j, i));
    }
  return true;
}

bool json_schema_run::members(const document& schema, const document& data, json_parts_seen& seen) {
  if (!within(schema, "minProperties", "maxProperties", data.as_map()->size(), "properties"))
    return false;
  if (const document* required = schema.find("required"); required != nullptr && required->as_list() != nullptr)
    for (const document& name : *required->as_list())
      if (name.as_string() != nullptr && data.find(*name.as_string()) == nullptr)
        return fail(fmt::format("missing property '{}'", *name.as_string()));
  if (const document* names = schema.find("propertyNames"))
    for (const auto& [name, member] : *data.as_map()) {
      json_parts_seen inner;
      if (!check(*names, document{name}, inner))
        return false;
    }
  return member_values(schema, data, seen) && dependent(schema, data, seen);
}

bool json_schema_run::member_values(const document& schema, const document& data, json_parts_seen& seen) {
  const document* named = schema.find("properties");
  const document* patterned = schema.find("patternProperties");
  const document* others = schema.find("additionalProperties");
  for (const auto& [name, member] : *data.as_map()) {
    const place here{*this, name};
    bool known = false;
    const auto check_by = [&, &value = member, &key = name](const document& by) {
      json_parts_seen inner;
      known = true;
      seen.members.insert(key);
      return check(by, value, inner);
    };
    if (const document* by = named == nullptr ? nullptr : named->find(name); by != nullptr && !check_by(*by))
      return false;
    if (patterned != nullptr && patterned->as_map() != nullptr)
      for (const auto& [pattern, by] : *patterned->as_map())
        if (re2::RE2::PartialMatch(name, *of_.patterns_.at(pattern)) && !check_by(by))
          return false;
    if (!known && others != nullptr && !check_by(*others)) {
      if (others->as_bool() != nullptr)
        problem_ = fmt::format("at '{}': additional properties '{}' not allowed", path_.substr(0, path_.rfind('/')), name);
      return false;
    }
  }
  return true;
}

bool json_schema_run::dependent(const document& schema, const document& data, json_parts_seen& seen) {
  if (const document* required = schema.find("dependentRequired"); required != nullptr && required->as_map() != nullptr)
    for (const auto& [name, needs] : *required->as_map())
      if (data.find(name) != nullptr && needs.as_list() != nullptr)
        for (const document& each : *needs.as_list())
          if (each.as_string() != nullptr && data.find(*each.as_string()) == nullptr)
            return fail(fmt::format("missing property '{}', which '{}' needs", *each.as_string(), name));
  if (const document* schemas = schema.find("dependentSchemas"); schemas != nullptr && schemas->as_map() != nullptr)
    for (const auto& [name, by] : *schemas->as_map())
      if (data.find(name) != nullptr && !check(by, data, seen))
        return false;
  return true;
}

bool json_schema_run::unevaluated(const document& schema, const document& data, json_parts_seen& seen) {
  const document* of_members = schema.find("unevaluatedProperties");
  if (of_members != nullptr && data.as_map() != nullptr)
    for (const auto& [name, member] : *data.as_map()) {
      if (!seen.members.insert(name).second)
        continue;
      const place here{*this, name};
      json_parts_seen inner;
      if (!check(*of_members, member, inner))
        return false;
    }
  const document* of_items = schema.find("unevaluatedItems");
  if (of_items != nullptr && data.as_list() != nullptr)
    for (size_t i = 0; i < data.as_list()->size(); ++i) {
      if (!seen.items.insert(i).second)
        continue;
      const place here{*this, fmt::to_string(i)};
      json_parts_seen inner;
      if (!check(*of_items, (*data.as_list())[i], inner))
        return false;
    }
  return true;
}

}  // namespace troupe::runtime::modules
