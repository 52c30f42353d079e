// What the kinds with Lua source have in common.
#pragma once

#include "registry/schema.hpp"

namespace troupe::hosts {

inline registry::schema lua_fields() {
  using registry::field_type;
  registry::schema fields;
  fields.required("source", field_type::string)
    .optional("method", field_type::string)
    .optional("modules", field_type::strings)
    .optional("imports", field_type::map);
  return fields;
}

}  // namespace troupe::hosts
