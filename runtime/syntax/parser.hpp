// Tokens to a syntax tree: recursive descent over the whole grammar of spec/lua-language.md, statements, expressions and types.
//
// Invariants: after a failure every token is end_of_file, so that all loops end and no level is entered; the tree is then of no
// use. Functions called parse_x expect the first token of x and leave the first token behind it.
// See: parser.cpp for tokens, names and messages; the other parser_*.cpp each for a part of the grammar.
#pragma once

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/ast.hpp"
#include "runtime/syntax/lexer.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/scope.hpp"

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace troupe::syntax {

class parser {
public:
  // All arguments outlive the parser; the tree lives in `memory` and refers to `source`.
  parser(std::string_view source, arena& memory, symbols& names, report& problems);

  // Call once. The result is meaningful if the report is clean.
  chunk parse();

  // Facts found on the way.
  std::vector<requirement> take_required() { return std::move(required_); }
  bool uses_types() const { return uses_types_; }

private:
  // What is recorded about an opening token, for the message that its partner is missing.
  struct opening {
    token_kind kind;
    position where;
  };

  // A list under construction; nested ones share one stack per element type.
  template <class T>
  class list {
  public:
    explicit list(parser& owner) : owner_(owner), base_(stack().size()) {}
    ~list() { stack().resize(base_); }
    list(const list&) = delete;
    list& operator=(const list&) = delete;
    void add(T value) { stack().push_back(value); }
    size_t size() const { return stack().size() - base_; }
    bool empty() const { return size() == 0; }
    T& operator[](size_t index) { return stack()[base_ + index]; }
    std::span<T> take() { return owner_.memory_.copy(std::span<const T>{stack()}.subspan(base_)); }

  private:
    std::vector<T>& stack() const { return std::get<std::vector<T>>(owner_.stacks_); }
    parser& owner_;
    size_t base_;
  };

  // One level of nesting, for as long as it lives.
  class level {
  public:
    explicit level(parser& owner) : owner_(owner) { owner_.enter(); }
    ~level() { --owner_.depth_; }
    level(const level&) = delete;
    level& operator=(const level&) = delete;

  private:
    parser& owner_;
  };

  static constexpr std::string_view label_remedy =
    "'::name::' is a label; two casts in a row need brackets: '(x :: T) :: U'";

  static constexpr std::string_view method_name = "the name of a method";
  static constexpr std::string_view method_remedy =
    "a method is called with 'object:name(...)', a table field is written 'name = value'";

  template <class Node, class Kind>
  Node* make(Kind kind, position where) {
    Node* const result = memory_.make<Node>();
    result->kind = kind;
    result->where = where;
    return result;
  }

  // --- parser.cpp
  void advance();
  const token& ahead();  // the token behind the current one
  bool at(token_kind kind) const { return token_.kind == kind; }
  bool accept(token_kind kind);
  void enter();
  std::string near(const token& t) const;
  void fail(const token& t, std::string message);  // stops the parse
  void fail_near(const token& t, std::string_view what, std::string_view remedy);
  bool expect(token_kind kind, std::string_view remedy);
  bool expect_close(token_kind kind, const opening& opened, std::string_view remedy);
  bool at_field_name() const { return at(token_kind::name) || is_soft(token_.kind); }
  name_ref take_name();
  name_ref expect_name(std::string_view what);  // of a variable and the like: no reserved word
  name_ref expect_field_name(std::string_view what);  // behind `.`, `:` and as a key
  void split_token();  // `>>` and `>=` begin with a `>` that closes a list of types
  std::string_view unexpected_remedy(const token& t, std::string_view otherwise);

  // --- parser_statements.cpp
  block* parse_block(block_kind kind);
  void parse_statements(block& into);
  bool block_ends() const;
  statement* parse_statement();
  statement* parse_if();
  statement* parse_while();
  statement* parse_do();
  statement* parse_for();
  statement* parse_numeric_for(position where, name_ref counter);
  statement* parse_generic_for(position where, name_ref first);
  block* parse_loop_body(position where, std::span<variable* const> variables);
  statement* parse_repeat();
  statement* parse_return();
  statement* parse_break();
  statement* parse_goto();
  statement* parse_label();
  statement* parse_call_or_assignment();
  statement* parse_assignment(const token& start, expression* first);
  void check_target(const token& start, const expression* target);
  void fail_statement(const token& start, const expression* found);
  void fail_statement_start();

  // --- parser_declarations.cpp
  statement* parse_local();
  statement* parse_local_function(position where);
  statement* parse_function_statement();
  bool at_type_declaration();
  statement* parse_type_declaration();
  statement* parse_interface();
  type_declaration* declare_type(position where, name_ref name);
  variable* make_variable(name_ref name, const type* annotation = nullptr);
  variable* declare(name_ref name);

  // --- parser_functions.cpp
  function_body* parse_function_body(position where, bool has_self);
  std::span<variable* const> parse_parameters(function_body& into);
  std::span<const type_parameter> parse_type_parameters();
  result_types parse_results_annotation();

  // --- parser_expressions.cpp
  expression* parse_expression() { return parse_operators(0); }
  expression_list parse_expressions();
  expression* parse_operators(uint32_t limit);
  expression* parse_operand();
  expression* parse_casts(expression* operand);
  expression* parse_simple();
  expression* parse_prefix();
  expression* parse_suffixes(expression* e);
  expression* parse_primary();
  expression* parse_paren();
  expression* parse_table();
  table_field parse_table_field();
  expression* parse_call(expression* callee, name_ref method, position where);
  expression* make_literal(expression_kind kind);
  void note_require(const call_expression& call);
  expression* dummy() { return make<expression>(expression_kind::nil, token_.where); }

  // --- parser_types.cpp
  // What may follow the type being read. Brackets of any sort end the influence of what is outside them.
  struct right_edge {
    bool operators = false;  // the type of a cast: a `<` may be an operator
    bool condition = false;  // B of `A extends B ? C : D`: a `?` may begin the condition
  };
  const type* parse_type();
  const type* parse_type_from(const type* first);
  const type* parse_conditional(const type* subject);
  const type* parse_open_type();
  const type* parse_type_operand();
  const type* parse_type_suffixes(const type* inner);
  const type* parse_type_primary();
  const type* parse_literal_type();
  const type* parse_named_type();
  const type* parse_brace_type(bool readonly, position where);
  const type* parse_record(position where, bool readonly, bool is_interface);
  record_field parse_record_field();
  const type* parse_interface_type();
  const type* parse_type_of();
  const type* parse_key_of();
  const type* parse_asserts();
  const type* parse_bracket_suffix(const type* inner);
  std::span<const annotation> parse_annotations();
  type_list parse_type_arguments();
  type_list try_type_arguments();
  const type* parse_cast_type();
  const type* parse_optional_annotation();  // [: T]
  const type* dummy_type() { return make<literal_type>(type_kind::literal, token_.where); }

  // --- parser_function_types.cpp
  struct group {  // ( [FP,...] )
    position where;
    std::span<const function_parameter> members;
  };
  const type* parse_group_type();
  group parse_group();
  function_parameter parse_group_member();
  const type* parse_arrow(const group& parameters);
  result_types parse_results();
  result_types results_from(const group& members);
  static bool is_single_type(const group& members);
  const type* parse_fun_type();

  arena& memory_;
  symbols& names_;
  report& problems_;
  lexer lexer_;
  scope scope_;
  token token_;
  token ahead_;
  bool has_ahead_ = false;
  token last_;  // the token before the current one
  uint32_t depth_ = 0;
  uint32_t erased_ = 0;  // inside typeof(...) or the arguments of a validator: nothing here runs
  right_edge edge_;
  // Offset of the token behind the last label that followed something on its line; 0: none.
  uint32_t inline_label_ = 0;
  bool uses_types_ = false;
  token comment_like_;  // the last `//` that began a line
  std::vector<requirement> required_;
  std::vector<type_declaration*> types_;
  std::vector<bool> type_names_;  // by symbol: some declaration has that name
  std::tuple<std::vector<statement*>, std::vector<expression*>, std::vector<variable*>,
             std::vector<table_field>, std::vector<if_clause>, std::vector<name_ref>,
             std::vector<const type*>, std::vector<record_field>, std::vector<function_parameter>,
             std::vector<annotation>, std::vector<type_parameter>, std::vector<method_signature>>
    stacks_;
};

}  // namespace troupe::syntax
