// A syntax tree to LuaJIT source, every token on its line.
//
// Invariants: nothing is written that LuaJIT could read differently: `(` never begins a line or follows a value across
// statements, operators the dialect adds are calls, and nesting stays below what LuaJIT's own parser takes.
#pragma once

#include "runtime/syntax/ast.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/symbols.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

class emitter {
public:
  emitter(const symbols& names, report& problems) : names_(names), problems_(problems) {}

  // The whole chunk. `bytes_expected` saves copying while the text grows. Too deep nesting is reported as a failure.
  std::string emit(const chunk& what, size_t bytes_expected);

private:
  // --- emitter.cpp
  void line(uint32_t wanted);           // down to the line, if above it
  void word(std::string_view text);     // with a blank before it where the two would join
  void blank();                         // unless there is one or a new line
  void keyword(std::string_view text);  // with a blank before it
  void word_at(position where, std::string_view text);
  void name(name_ref what) { word_at(what.where, names_.text(what.id)); }
  void raw(std::string_view text) { out_ += text; }
  void variables(std::span<variable* const> list);
  void enter(position where);
  void leave() { --level_; }
  void type_bindings(const chunk& what);
  void type_in_place(const type_declaration& declared);

  void statements(const block& body);
  void block_to_end(const block& body);  // with its `end`
  bool statement_of(const statement& s);
  void local(const local_statement& s);
  void assignment(const assignment_statement& s);
  void while_loop(const loop_statement& s);
  void local_function(const local_function_statement& s);
  void if_branches(const if_statement& s);
  void repeat_loop(const loop_statement& s);
  void numeric_for(const numeric_for_statement& s);
  void generic_for(const generic_for_statement& s);
  void function_named(const function_statement& s);
  void body_of(const function_body& body);
  static bool begins_with_paren(const statement& s);

  // --- emitter_expressions.cpp
  void expressions(expression_list list);
  void results(expression_list list);
  bool is_type_call(const expression& e) const;
  void expression_of(const expression* e);
  void chain_of(const expression* e);
  void operand_of(const expression* e);  // as the last argument of a helper: one value only
  void primary(const expression& e);
  void string_literal(const literal_expression& e);
  void table(const table_expression& e);
  void open_left(const expression& e);
  void close_left(const expression& e);
  void binary(const binary_expression& e);
  void call(const call_expression& e);

  const symbols& names_;
  std::span<type_declaration* const> types_;  // of the chunk
  report& problems_;
  std::string out_;
  uint32_t line_ = 1;
  uint32_t level_ = 0;
  std::vector<const expression*> left_;  // operands to the left still to be finished
};

}  // namespace troupe::syntax
