// The syntax tree of types. Nothing here runs; it is for checking and for type values.
//
// Invariants: nodes live in an arena and refer to the source by name and position; no list holds null.
#pragma once

#include "runtime/syntax/token.hpp"

#include <span>
#include <string_view>

namespace troupe::syntax {

struct expression;
struct variable;

// A name where it is written; id is no_symbol where the grammar leaves the name out.
struct name_ref {
  symbol id = no_symbol;
  position where;
};

enum class type_kind : uint8_t {
  literal,
  named,
  array,
  map,
  record,
  function,
  optional,
  union_of,
  intersection,
  annotated,
  index,
  asserts,
  type_of,
  key_of,
  conditional,
  interface,
};

struct type {
  type_kind kind;
  position where;
};

using type_list = std::span<const type* const>;

// nil, true, false, a string or a number (`text` as written, with its sign).
struct literal_type : type {
  token_kind token;
  std::string_view text;
};

// A, lib.A, A<B, C>
struct named_type : type {
  std::span<const name_ref> path;
  const variable* target;  // the local that the first name of the path means here, or null
  type_list arguments;
};

struct array_type : type {
  const type* element;
  bool readonly;
};

struct map_type : type {
  const type* key;
  const type* value;
  bool readonly;
};

struct record_field {
  name_ref name;
  const type* value;  // an annotated_type if validators follow
  bool optional;
};

// { a: T, b?: U } or, with is_interface, interface { a: T }
struct record_type : type {
  std::span<const record_field> fields;
  bool readonly;
  bool is_interface;
};

struct function_parameter {
  name_ref name;
  const type* value;  // null: no annotation, for methods of interfaces
  bool variadic;
};

// The results a function declares; absent and `: ()` differ.
struct result_types {
  bool given = false;
  type_list list;
  bool last_variadic = false;
};

struct function_type : type {
  std::span<const function_parameter> parameters;
  result_types results;
};

struct optional_type : type {
  const type* inner;
};

// union_of and intersection; `A | B & C` is an intersection of a union and C.
struct combined_type : type {
  type_list members;
};

struct annotation {
  name_ref name;
  std::span<const expression* const> arguments;
};

struct annotated_type : type {
  const type* inner;
  std::span<const annotation> annotations;
};

// T["field"]
struct index_type : type {
  const type* object;
  const type* index;
};

// asserts x is T; without `is` the tested type is null.
struct asserts_type : type {
  name_ref name;
  const type* tested;
};

struct type_of_type : type {
  const expression* value;
};

struct key_of_type : type {
  const type* object;
};

struct conditional_type : type {
  const type* subject;
  const type* bound;
  const type* then_type;
  const type* else_type;
};

struct method_signature {
  name_ref name;
  std::span<const function_parameter> parameters;
  result_types results;
};

// What `interface X: A, B function f(...) end` declares.
struct interface_type : type {
  type_list parents;
  std::span<const method_signature> methods;
};

struct type_parameter {
  name_ref name;
  const type* bound;  // null: any
};

}  // namespace troupe::syntax
