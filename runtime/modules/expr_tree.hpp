// The syntax tree of an expression (https://expr-lang.org, the subset of lua-language.md part 2 `expr`).
//
// Invariant: no tree is deeper than limits::expr_depth_max, so walking one by recursion is safe. Thread: immutable once parsed.
#pragma once

#include "config/document.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace troupe::runtime::modules {

struct expr_node;
using expr_ptr = std::unique_ptr<const expr_node>;

enum class expr_kind : uint8_t {
  constant,     // value
  name,         // text: a variable, or an entry of the environment
  element,      // `#`, or `#acc`, `#index` by text
  unary,        // text: the operator; child
  binary,       // text: the operator; two children
  choice,       // condition, then, else
  list,         // children
  map,          // children in pairs: key, value
  chain,        // the first child, then its steps
  member,       // a step: the name or index in its child; `optional` ends the chain where there is nothing
  slice,        // a step: from, to; either may be null
  call,         // text: a function; children are arguments, the predicate of those that take one among them
  let,          // text: the variable; value, body
};

struct expr_node {
  expr_kind kind = expr_kind::constant;
  std::string text;
  document value;
  std::vector<expr_ptr> children;
  bool optional = false;
  size_t at = 0;     // offset in the source
  size_t depth = 1;  // of the tree below
};

// What the tree takes on the heap, itself included, about.
size_t tree_bytes(const expr_node& root) noexcept;

// Where an offset lies, `(2:14)`, for messages.
std::string expr_place(std::string_view source, size_t at);

// What a call of this function takes; null if there is no such function.
struct expr_signature {
  std::string_view name;
  size_t least;          // arguments
  size_t most;
  size_t predicate = 0;  // which argument is evaluated for each element, counted from 1; 0: none
};
const expr_signature* find_expr_function(std::string_view name) noexcept;

}  // namespace troupe::runtime::modules
