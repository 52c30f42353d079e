// Expressions of the emitter.
//
// An expression is a chain of operands to the left (`a.b(c) // d + e`) that may be as long as the source, so the chain is walked
// in a loop: down to its first operand, then back up. Everything else is bounded and recurses.
#include "runtime/syntax/emitter.hpp"
#include "runtime/syntax/literals.hpp"

#include <algorithm>

namespace troupe::syntax {

namespace {

// The helper that stands in for a binary operator LuaJIT lacks, or nothing.
std::string_view helper_of(token_kind op) {
  switch (op) {
    case token_kind::double_slash: return "__troupe_idiv";
    case token_kind::ampersand: return "__troupe_band";
    case token_kind::bar: return "__troupe_bor";
    case token_kind::tilde: return "__troupe_bxor";
    case token_kind::less_less: return "__troupe_shl";
    case token_kind::greater_greater: return "__troupe_shr";
    default: return {};
  }
}

bool has_many_values(const expression& e) {
  return e.kind == expression_kind::call || e.kind == expression_kind::vararg;
}

// A cast of a call or of `...` is cut to one value, as `(e)`; others need no brackets.
bool needs_brackets(const cast_expression& e) {
  return has_many_values(*e.left);
}

}  // namespace

void emitter::expressions(expression_list list) {
  bool first = true;
  for (const expression* each : list) {
    if (!first)
      raw(", ");
    first = false;
    expression_of(each);
  }
}

// A single result that comes out as the call of a helper is put in brackets: as a tail call it would leave no line for its error.
void emitter::results(expression_list list) {
  const expression* only = list.size() == 1 ? list.front() : nullptr;
  const bool helper = only != nullptr
                      && ((only->kind == expression_kind::binary && !helper_of(static_cast<const binary_expression*>(only)->op).empty())
                          || (only->kind == expression_kind::unary && static_cast<const unary_expression*>(only)->op == token_kind::tilde)
                          || is_type_call(*only));
  if (!helper)
    return expressions(list);
  raw("(");
  expression_of(only);
  raw(")");
}

// integer(v), Order(v): one value, or an error.
bool emitter::is_type_call(const expression& e) const {
  if (e.kind != expression_kind::call)
    return false;
  const auto& call = static_cast<const call_expression&>(e);
  if (call.method.id != no_symbol || call.left->kind != expression_kind::name)
    return false;
  const auto& callee = static_cast<const name_expression&>(*call.left);
  if (callee.target != nullptr)
    return callee.target->bound_type != nullptr;
  if (std::any_of(types_.begin(), types_.end(),
                  [&](const type_declaration* each) { return each->bound_at_start && each->name.id == callee.name; }))
    return true;
  const std::string_view name = names_.text(callee.name);
  return name == "integer" || name == "number" || name == "boolean" || name == "string";
}

void emitter::expression_of(const expression* e) {
  enter(e->where);
  chain_of(e);
  leave();
}

// Without a level of its own, as LuaJIT reads calls and the targets of assignments.
void emitter::chain_of(const expression* e) {
  if (problems_.failed())
    return;
  const uint32_t level = level_;
  const size_t base = left_.size();
  for (; has_left(*e); e = left_of(*e))
    left_.push_back(e);
  line(e->where.line);
  for (size_t index = base; index < left_.size() && !problems_.failed(); ++index)
    open_left(*left_[index]);
  primary(*e);
  while (left_.size() > base) {
    const expression& outer = *left_.back();
    left_.pop_back();
    if (!problems_.failed())
      close_left(outer);
  }
  level_ = level;  // failures leave in the middle
}

// What an expression puts before its operand to the left.
void emitter::open_left(const expression& e) {
  if (e.kind == expression_kind::binary) {
    const std::string_view helper = helper_of(static_cast<const binary_expression&>(e).op);
    if (helper.empty())
      return;
    word(helper);
    raw("(");
    enter(e.where);
  } else if (e.kind == expression_kind::cast
             && needs_brackets(static_cast<const cast_expression&>(e))) {
    word("(");
    enter(e.where);
  }
}

// What an expression puts behind its operand to the left.
void emitter::close_left(const expression& e) {
  switch (e.kind) {
    case expression_kind::binary: binary(static_cast<const binary_expression&>(e)); break;
    case expression_kind::call: call(static_cast<const call_expression&>(e)); break;
    case expression_kind::field:
      line(e.where.line);
      raw(".");
      name(static_cast<const field_expression&>(e).name);
      break;
    case expression_kind::index: {
      const auto& index = static_cast<const index_expression&>(e);
      line(e.where.line);
      raw("[");
      expression_of(index.key);
      line(index.close_line);
      raw("]");
      break;
    }
    case expression_kind::cast:
      if (needs_brackets(static_cast<const cast_expression&>(e))) {
        raw(")");
        leave();
      }
      break;
    default: break;
  }
}

void emitter::binary(const binary_expression& e) {
  if (!helper_of(e.op).empty()) {
    leave();
    raw(", ");
    operand_of(e.right);
    raw(")");
    return;
  }
  line(e.where.line);
  keyword(spelling(e.op));
  raw(" ");
  expression_of(e.right);
}

void emitter::operand_of(const expression* e) {
  const bool many = has_many_values(*e);
  if (!many)
    return expression_of(e);
  word("(");
  enter(e->where);
  expression_of(e);
  leave();
  raw(")");
}

void emitter::call(const call_expression& e) {
  if (e.method.id != no_symbol) {
    line(e.where.line);
    raw(":");
    name(e.method);
  }
  if (e.style == call_style::bare) {
    expression_of(e.arguments[0]);
    return;
  }
  raw("(");  // on the line of what is called, wherever the source has it: LuaJIT wants it there
  expressions(e.arguments);
  line(e.close_line);
  raw(")");
}

void emitter::primary(const expression& e) {
  line(e.where.line);
  switch (e.kind) {
    case expression_kind::nil: return word("nil");
    case expression_kind::false_value: return word("false");
    case expression_kind::true_value: return word("true");
    case expression_kind::vararg: return word("...");
    case expression_kind::number: return word(static_cast<const literal_expression&>(e).text);
    case expression_kind::string: return string_literal(static_cast<const literal_expression&>(e));
    case expression_kind::name:
      return word(names_.text(static_cast<const name_expression&>(e).name));
    case expression_kind::function:
      word("function");
      return body_of(*static_cast<const function_expression&>(e).body);
    case expression_kind::table: return table(static_cast<const table_expression&>(e));
    case expression_kind::paren: {
      const auto& paren = static_cast<const paren_expression&>(e);
      word("(");
      expression_of(paren.inner);
      line(paren.close_line);
      return raw(")");
    }
    case expression_kind::unary: {
      const auto& unary = static_cast<const unary_expression&>(e);
      if (unary.op == token_kind::tilde) {
        word("__troupe_bnot(");
        operand_of(unary.operand);
        return raw(")");
      }
      word(unary.op == token_kind::kw_not ? "not " : spelling(unary.op));
      return expression_of(unary.operand);
    }
    default: return;  // those with an operand to the left are not first operands
  }
}

void emitter::string_literal(const literal_expression& e) {
  const size_t start = out_.size();
  if (e.flag) {
    rewrite_string(e.text, out_);
  } else {
    word(e.text);
  }
  // A line break inside is one of "\n", "\r" and their pairs.
  for (size_t at = start; at < out_.size(); ++at) {
    const char c = out_[at];
    if (c != '\n' && c != '\r')
      continue;
    ++line_;
    if (at + 1 < out_.size() && (out_[at + 1] == '\n' || out_[at + 1] == '\r') && out_[at + 1] != c)
      ++at;
  }
}

void emitter::table(const table_expression& e) {
  word("{");
  bool first = true;
  for (const table_field& field : e.fields) {
    if (!first)
      raw(", ");
    first = false;
    if (field.kind == table_field_kind::named) {
      name(field.name);
      raw(" = ");
    } else if (field.kind == table_field_kind::keyed) {
      raw("[");
      expression_of(field.key);
      raw("] = ");
    }
    expression_of(field.value);
  }
  if (e.ends_with_separator)
    raw(",");
  line(e.close_line);
  raw("}");
}

}  // namespace troupe::syntax
