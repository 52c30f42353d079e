// The syntax tree of a chunk: statements and expressions.
//
// Invariants: nodes live in an arena, need no destructor and are not changed once parsed. Positions say where a token stood, so
// that the emitter can put it on its line again.
// Depth: every nesting is bounded by nesting_levels_max but one: operands to the left (`a + b + c`, `a.b.c()`, `a as T as U`) may
// go down as far as the source is long. Walk those in a loop.
#pragma once

#include "runtime/syntax/ast_types.hpp"

namespace troupe::syntax {

struct statement;
struct function_body;
struct type_declaration;

// A local variable, a parameter or a loop variable.
struct variable {
  name_ref name;
  const type* annotation = nullptr;
  const type_declaration* bound_type =
    nullptr;  // set where a declaration binds a type value in place
  const expression* value = nullptr;  // what a `local` statement sets it to, if it says so by itself
};

struct block {
  std::span<statement* const> statements;
  uint32_t end_line;  // of the token that closes it
};

// --- Expressions

enum class expression_kind : uint8_t {
  nil,
  false_value,
  true_value,
  vararg,
  number,
  string,
  function,
  table,
  name,
  paren,
  unary,
  // These have an operand to the left.
  binary,
  index,
  field,
  call,
  cast,
};

struct expression {
  expression_kind kind;
  position where;  // of the first token; of the operator for those with an operand to the left
};

using expression_list = std::span<expression* const>;

// A number or string as written.
struct literal_expression : expression {
  std::string_view text;
  bool flag;  // see token::flag
};

struct function_expression : expression {
  function_body* body;
};

struct name_expression : expression {
  symbol name;
  variable* target;  // null: a global, or a type value bound at the start of the chunk
};

struct paren_expression : expression {
  expression* inner;
  uint32_t close_line;
};

enum class table_field_kind : uint8_t { item, named, keyed };

struct table_field {
  table_field_kind kind;
  name_ref name;    // named
  expression* key;  // keyed
  expression* value;
};

struct table_expression : expression {
  std::span<const table_field> fields;
  uint32_t close_line;
  bool ends_with_separator;  // LuaJIT gives the last field another line without it
};

struct unary_expression : expression {
  token_kind op;  // kw_not, minus, hash, tilde
  expression* operand;
};

struct left_expression : expression {
  expression* left;
};

// Whether the expression has an operand to the left, and that operand.
inline bool has_left(const expression& e) {
  return e.kind >= expression_kind::binary;
}

inline const expression* left_of(const expression& e) {
  return static_cast<const left_expression&>(e).left;
}

struct binary_expression : left_expression {
  token_kind op;
  expression* right;
};

struct index_expression : left_expression {
  expression* key;
  uint32_t close_line;
};

struct field_expression : left_expression {
  name_ref name;
};

enum class call_style : uint8_t { parens, bare };  // f(...); f"..." or f{...}

struct call_expression : left_expression {
  name_ref method;  // id is no_symbol for a plain call
  call_style style;
  expression_list arguments;
  uint32_t close_line;
};

// e as T and e :: T; for e! the type is null.
struct cast_expression : left_expression {
  const type* target;
};

struct function_body {
  position where;         // of `function`
  bool has_self = false;  // written with `:`; the first parameter is the implicit self
  bool is_vararg = false;
  std::span<const type_parameter> type_parameters;
  std::span<variable* const> parameters;
  const type* vararg_type = nullptr;
  result_types results;
  block* body = nullptr;
};

// --- Statements

enum class statement_kind : uint8_t {
  local,
  assignment,
  call,
  do_block,
  while_loop,
  repeat_loop,
  if_branches,
  numeric_for,
  generic_for,
  function,
  local_function,
  return_values,
  break_loop,
  goto_label,
  label,
  type_declaration,
};

struct statement {
  statement_kind kind;
  position where;
};

struct local_statement : statement {
  std::span<variable* const> variables;
  expression_list values;
};

struct assignment_statement : statement {
  expression_list targets;
  expression_list values;
};

struct call_statement : statement {
  call_expression* call;
};

struct do_statement : statement {
  block* body;
};

// while and repeat
struct loop_statement : statement {
  expression* condition;
  block* body;
};

struct if_clause {
  position where;         // of if, elseif or else
  expression* condition;  // null: else
  block* body;
};

struct if_statement : statement {
  std::span<const if_clause> clauses;
};

struct numeric_for_statement : statement {
  variable* counter;
  expression* first;
  expression* last;
  expression* step;  // null: 1
  block* body;
};

struct generic_for_statement : statement {
  std::span<variable* const> variables;
  expression_list values;
  block* body;
};

// function a.b.c:m() end; the base is a name, the path its fields.
struct function_statement : statement {
  name_expression* base;
  std::span<const name_ref> path;
  function_body* body;  // has_self: the last of the path follows a colon
};

struct local_function_statement : statement {
  variable* target;
  function_body* body;
};

struct return_statement : statement {
  expression_list values;
};

// goto and label
struct label_statement : statement {
  name_ref label;
};

// type X<...> = T and interface X ... end
struct type_declaration : statement {
  name_ref name;
  std::span<const type_parameter> parameters;
  const type* definition;
  uint32_t ordinal;     // 1 for the first declaration of the chunk
  variable* in_place;   // not null: bound here, not at the start of the chunk
  bool bound_at_start;  // the output binds it on line 1
};

struct chunk {
  block* body = nullptr;
  std::span<type_declaration* const> types;  // in source order
};

}  // namespace troupe::syntax
