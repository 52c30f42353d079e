// What is known of a value before the program runs, and what a declared type accepts of that.
//
// Known is which kinds of values are possible (a set of bits) and, where it comes from the source, the declaration, constructor or
// function behind it. Whatever is not understood for certain is `any`, which everything accepts: a miss is better than a false alarm.
//
// Thread: plain functions over the tree of one chunk.
#pragma once

#include "runtime/syntax/ast.hpp"
#include "runtime/syntax/symbols.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::syntax {

namespace kinds {
inline constexpr uint8_t nil = 1;
inline constexpr uint8_t boolean = 2;
inline constexpr uint8_t number = 4;
inline constexpr uint8_t string = 8;
inline constexpr uint8_t table = 16;
inline constexpr uint8_t function = 32;
inline constexpr uint8_t other = 64;
inline constexpr uint8_t all = 127;
}  // namespace kinds

struct known_value {
  uint8_t possible = kinds::all;
  bool certain = false;                    // else nothing follows from it
  const type* declared = nullptr;
  const expression* made = nullptr;        // a literal or a constructor
  const function_body* body = nullptr;     // of a function that is written in this chunk
};

// "string", "string or nil", ...
std::string text_of_kinds(uint8_t possible);

class static_types {
public:
  static_types(const symbols& names, const chunk& what);

  // The declaration behind names of this chunk and validators; null if that is not one type for certain.
  const type* resolve(const type* t) const;
  known_value value_of(const type* t) const { return value_of(t, 0); }
  std::string text_of(const type* t) const;

  // The field of a record, an intersection of records; null if there is none. `sure` is false if it cannot be known.
  const type* field_of(const type* record, symbol name, bool& sure) const;

  // Names of type parameters mean any type.
  void open(std::span<const type_parameter> parameters);
  void close(std::span<const type_parameter> parameters);

private:
  known_value value_of(const type* t, int depth) const;
  known_value value_of_name(const named_type& t, int depth) const;
  const type* declaration_of(const named_type& t) const;

  const symbols& names_;
  std::unordered_map<symbol, const type*> declared_;  // null: declared twice, or generic
  std::vector<symbol> parameters_;
};

}  // namespace troupe::syntax
