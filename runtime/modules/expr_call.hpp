// What the functions of expressions share: their arguments and answers. They are spread over expr_functions.cpp (the list of all, numbers,
// time, encodings), expr_text_functions.cpp and expr_list_functions.cpp.
//
// Thread: plain functions.
#pragma once

#include "runtime/modules/expr_eval.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace troupe::runtime::modules {

// What a function is given and where its answer goes; each answers "" or what is wrong.
struct expr_call {
  std::string_view name;
  std::vector<operand>& given;
  wall_time now;
  document& result;

  size_t count() const noexcept { return given.size(); }
  const document& at(size_t i) const noexcept { return given[i].get(); }
  const std::string* text(size_t i) const noexcept { return i < count() ? at(i).as_string() : nullptr; }
  std::optional<int64_t> whole(size_t i) const noexcept {
    const int64_t* n = i < count() ? at(i).as_integer() : nullptr;
    return n == nullptr ? std::nullopt : std::optional{*n};
  }
  std::optional<double> number(size_t i) const noexcept {
    if (const auto n = whole(i))
      return static_cast<double>(*n);
    const double* n = i < count() ? at(i).as_double() : nullptr;
    return n == nullptr ? std::nullopt : std::optional{*n};
  }
  // An empty map is what becomes of an empty table.
  const document::list* items(size_t i) const noexcept {
    static const document::list none;
    if (i >= count())
      return nullptr;
    const document::map* map = at(i).as_map();
    return map != nullptr && map->empty() ? &none : at(i).as_list();
  }

  std::string give(document value) const {
    result = std::move(value);
    return {};
  }
  std::string refuse(size_t i) const {
    return fmt::format("invalid argument for {} (type {})", name, i < count() ? expr_type(at(i)) : "nil");
  }
};

// A value as `string` shows it.
std::string expr_text_of(const document& value);

// ---- expr_text_functions.cpp ---------------------------------------------------------------------------------------------
std::string expr_change_case(const expr_call& c);
std::string expr_trim(const expr_call& c);
std::string expr_split(const expr_call& c);
std::string expr_join(const expr_call& c);
std::string expr_replace(const expr_call& c);
std::string expr_repeat(const expr_call& c);
std::string expr_look_for(const expr_call& c);

// ---- expr_list_functions.cpp ---------------------------------------------------------------------------------------------
std::string expr_length(const expr_call& c);
std::string expr_rearrange(const expr_call& c);
std::string expr_concat(const expr_call& c);
std::string expr_pick(const expr_call& c);
std::string expr_parts_of_map(const expr_call& c);
std::string expr_from_pairs(const expr_call& c);
std::string expr_get(const expr_call& c);
std::string expr_count_true(const expr_call& c);

}  // namespace troupe::runtime::modules
