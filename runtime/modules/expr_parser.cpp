#include "runtime/modules/expr_parser.hpp"

#include "config/heap_bytes.hpp"
#include "config/limits.hpp"
#include "runtime/modules/expr_lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

using token_kind = expr_token_kind;
using node_ptr = std::unique_ptr<expr_node>;

struct operator_rule {
  std::string_view name;
  int precedence;
  bool right = false;
};

constexpr operator_rule binary_operators[] = {
  {"|", 1},           {"or", 10},       {"||", 10},         {"and", 15},      {"&&", 15},      {"==", 20},
  {"!=", 20},         {"<", 20},        {">", 20},          {">=", 20},       {"<=", 20},      {"in", 20},
  {"matches", 20},    {"contains", 20}, {"startsWith", 20}, {"endsWith", 20}, {"..", 25},      {"+", 30},
  {"-", 30},          {"*", 60},        {"/", 60},          {"%", 60},        {"**", 100, true}, {"^", 100, true},
  {"??", 500},
};
constexpr operator_rule unary_operators[] = {{"not", 50}, {"!", 50}, {"-", 90}, {"+", 90}};

template <size_t N>
const operator_rule* find(const operator_rule (&rules)[N], const expr_token& token) noexcept {
  for (const operator_rule& each : rules)
    if (token.is(each.name))
      return &each;
  return nullptr;
}

bool may_be_negated(const expr_token& token) noexcept {
  return token.is("in") || token.is("matches") || token.is("contains") || token.is("startsWith") || token.is("endsWith");
}

// Recursive descent. After a problem every function answers null and the rest of the source means nothing.
class parser {
public:
  explicit parser(std::string_view source) : source_(source), lexer_(source) {
    advance();
    advance();
  }

  node_ptr parse() {
    node_ptr root = sequence();
    if (root && now_.kind != token_kind::end)
      return unexpected();
    return root;
  }

  const std::string& problem() const noexcept { return problem_; }

private:
  // ---- tokens ------------------------------------------------------------------------------------------------------------
  void advance() {
    now_ = std::move(next_);
    next_ = lexer_.next();
  }
  bool take(std::string_view symbol) {
    if (!now_.is(symbol))
      return false;
    advance();
    return true;
  }
  bool expect(std::string_view symbol) {
    if (take(symbol))
      return true;
    unexpected();
    return false;
  }

  node_ptr fail(size_t at, std::string why) {
    if (problem_.empty())
      problem_ = fmt::format("{} {}", why, expr_place(source_, at));
    return nullptr;
  }
  node_ptr unexpected() {
    if (now_.kind == token_kind::bad)
      return fail(now_.at, now_.text);
    return fail(now_.at, now_.kind == token_kind::end ? std::string{"unexpected end of expression"}
                                                      : fmt::format("unexpected token \"{}\"", now_.text));
  }

  // ---- nodes -------------------------------------------------------------------------------------------------------------
  static node_ptr make(expr_kind kind, size_t at, std::string text = {}) {
    auto node = std::make_unique<expr_node>();
    node->kind = kind;
    node->at = at;
    node->text = std::move(text);
    return node;
  }

  static void adopt(expr_node& parent, node_ptr child) {
    if (child)
      parent.depth = std::max(parent.depth, child->depth + 1);
    parent.children.push_back(std::move(child));
  }

  node_ptr checked(node_ptr node) {
    if (node && node->depth > limits::expr_depth_max)
      return fail(node->at, "expression nests too deep");
    return node;
  }

  // Counts the descent itself, which parentheses deepen without deepening the tree.
  class level {
  public:
    explicit level(parser& owner) noexcept : owner_(owner) { ++owner_.depth_; }
    ~level() { --owner_.depth_; }
    level(const level&) = delete;
    level& operator=(const level&) = delete;
    bool too_deep() const noexcept { return owner_.depth_ > limits::expr_depth_max; }

  private:
    parser& owner_;
  };

  // ---- grammar -----------------------------------------------------------------------------------------------------------

  // `let x = 1; x + 1`, or an expression alone.
  node_ptr sequence() {
    const level here{*this};
    if (here.too_deep())
      return fail(now_.at, "expression nests too deep");
    if (!now_.is("let"))
      return expression(0);
    const size_t at = now_.at;
    advance();
    if (now_.kind != token_kind::name)
      return unexpected();
    node_ptr node = make(expr_kind::let, at, now_.text);
    advance();
    if (!expect("="))
      return nullptr;
    node_ptr value = expression(0);
    if (!value || !expect(";"))
      return nullptr;
    node_ptr body = sequence();
    if (!body)
      return nullptr;
    adopt(*node, std::move(value));
    adopt(*node, std::move(body));
    return checked(std::move(node));
  }

  node_ptr expression(int least) {
    const level here{*this};
    if (here.too_deep())
      return fail(now_.at, "expression nests too deep");
    node_ptr left = primary();
    while (left) {
      const bool negated = now_.is("not") && may_be_negated(next_);
      const operator_rule* rule = find(binary_operators, negated ? next_ : now_);
      if (rule == nullptr || rule->precedence < least)
        break;
      const size_t at = now_.at;
      if (negated)
        advance();
      advance();
      left = rule->name == "|" ? piped(std::move(left)) : operation(std::move(left), *rule, at, negated);
    }
    return left && least == 0 ? choice(std::move(left)) : std::move(left);
  }

  node_ptr operation(node_ptr left, const operator_rule& rule, size_t at, bool negated) {
    node_ptr right = expression(rule.right ? rule.precedence : rule.precedence + 1);
    if (!right)
      return nullptr;
    node_ptr node = make(expr_kind::binary, at, std::string{rule.name});
    adopt(*node, std::move(left));
    adopt(*node, std::move(right));
    if (!negated)
      return checked(std::move(node));
    node_ptr inverse = make(expr_kind::unary, at, "not");
    adopt(*inverse, std::move(node));
    return checked(std::move(inverse));
  }

  // `x | f(y)` is `f(x, y)`.
  node_ptr piped(node_ptr argument) {
    if (now_.kind != token_kind::name)
      return unexpected();
    const expr_token name = now_;
    advance();
    return postfix(call(name, std::move(argument)));
  }

  node_ptr choice(node_ptr condition) {
    while (condition && now_.is("?")) {
      const size_t at = now_.at;
      advance();
      node_ptr node = make(expr_kind::choice, at);
      node_ptr then = expression(0);
      if (!then || !expect(":"))
        return nullptr;
      node_ptr otherwise = expression(0);
      if (!otherwise)
        return nullptr;
      adopt(*node, std::move(condition));
      adopt(*node, std::move(then));
      adopt(*node, std::move(otherwise));
      condition = checked(std::move(node));
    }
    return condition;
  }

  node_ptr primary() {
    if (const operator_rule* rule = find(unary_operators, now_)) {
      const size_t at = now_.at;
      advance();
      node_ptr operand = expression(rule->precedence);
      if (!operand)
        return nullptr;
      node_ptr node = make(expr_kind::unary, at, rule->name == "!" ? "not" : std::string{rule->name});
      adopt(*node, std::move(operand));
      return checked(std::move(node));
    }
    if (take("(")) {
      node_ptr inner = sequence();
      if (!inner || !expect(")"))
        return nullptr;
      return postfix(std::move(inner));
    }
    if (predicates_ > 0 && now_.is("#")) {
      node_ptr node = make(expr_kind::element, now_.at);
      const size_t behind = now_.at + 1;
      advance();
      if (now_.kind == token_kind::name && now_.at == behind) {
        if (now_.text != "acc" && now_.text != "index")
          return fail(now_.at, fmt::format("unknown pointer #{}", now_.text));
        node->text = now_.text;
        advance();
      }
      return postfix(std::move(node));
    }
    if (predicates_ > 0 && (now_.is(".") || now_.is("?.")))  // `.field` is `#.field`
      return postfix(make(expr_kind::element, now_.at));
    return secondary();
  }

  node_ptr secondary() {
    const expr_token token = now_;
    switch (token.kind) {
      case token_kind::number: {
        advance();
        node_ptr node = make(expr_kind::constant, token.at);
        node->value = token.value;
        return postfix(std::move(node));
      }
      case token_kind::text: {
        advance();
        node_ptr node = make(expr_kind::constant, token.at);
        node->value = document{token.text};
        return postfix(std::move(node));
      }
      case token_kind::name: return named();
      case token_kind::symbol:
        if (token.text == "[")
          return list();
        if (token.text == "{")
          return map();
        break;
      case token_kind::end:
      case token_kind::bad: break;
    }
    return unexpected();
  }

  node_ptr named() {
    const expr_token token = now_;
    if (find(binary_operators, token) != nullptr || token.is("let"))
      return unexpected();
    advance();
    if (token.text == "true" || token.text == "false" || token.text == "nil") {
      node_ptr node = make(expr_kind::constant, token.at);
      if (token.text != "nil")
        node->value = document{token.text == "true"};
      return postfix(std::move(node));
    }
    if (now_.is("("))
      return postfix(call(token, nullptr));
    return postfix(make(expr_kind::name, token.at, token.text));
  }

  // The token behind the name is `(`; `first` stands before the arguments, if given.
  node_ptr call(const expr_token& name, node_ptr first) {
    const expr_signature* signature = find_expr_function(name.text);
    if (signature == nullptr)
      return fail(name.at, fmt::format("unknown name {}", name.text));
    if (!expect("("))
      return nullptr;
    node_ptr node = make(expr_kind::call, name.at, name.text);
    if (first)
      adopt(*node, std::move(first));
    for (bool first_one = true; !now_.is(")"); first_one = false) {
      if (!first_one && !expect(","))
        return nullptr;
      if (now_.is(")"))
        break;
      const bool is_predicate = node->children.size() + 1 == signature->predicate;
      node_ptr argument = is_predicate ? predicate() : expression(0);
      if (!argument)
        return nullptr;
      adopt(*node, std::move(argument));
    }
    advance();
    const size_t count = node->children.size();
    if (count < signature->least || count > signature->most)
      return fail(name.at, fmt::format("{} arguments to call {}", count < signature->least ? "not enough" : "too many", name.text));
    return checked(std::move(node));
  }

  // What a function evaluates for each element, in braces or without.
  node_ptr predicate() {
    ++predicates_;
    const bool braces = take("{");
    node_ptr body = sequence();
    if (body && braces && !expect("}"))
      body = nullptr;
    --predicates_;
    return body;
  }

  node_ptr list() {
    node_ptr node = make(expr_kind::list, now_.at);
    advance();
    while (!now_.is("]")) {
      if (!node->children.empty() && !expect(","))
        return nullptr;
      if (now_.is("]"))
        break;
      node_ptr item = expression(0);
      if (!item)
        return nullptr;
      adopt(*node, std::move(item));
    }
    advance();
    return postfix(checked(std::move(node)));
  }

  node_ptr map() {
    node_ptr node = make(expr_kind::map, now_.at);
    advance();
    while (!now_.is("}")) {
      if (!node->children.empty() && !expect(","))
        return nullptr;
      if (now_.is("}"))
        break;
      node_ptr key;
      if (now_.kind == token_kind::name || now_.kind == token_kind::text || now_.kind == token_kind::number) {
        key = make(expr_kind::constant, now_.at);
        key->value = document{now_.text};
        advance();
      } else if (take("(")) {
        key = sequence();
        if (key && !expect(")"))
          key = nullptr;
      } else {
        unexpected();
      }
      if (!key || !expect(":"))
        return nullptr;
      node_ptr value = expression(0);
      if (!value)
        return nullptr;
      adopt(*node, std::move(key));
      adopt(*node, std::move(value));
    }
    advance();
    return postfix(checked(std::move(node)));
  }

  // Members, indices and slices behind a value.
  node_ptr postfix(node_ptr base) {
    node_ptr chain;
    while (base) {
      const size_t at = now_.at;
      const bool optional = now_.is("?.");
      node_ptr step;
      if (optional || now_.is(".")) {
        advance();
        if (optional && now_.is("[")) {
          advance();
          step = index(at);
        } else if (now_.kind == token_kind::name) {
          step = make(expr_kind::member, at);
          node_ptr name = make(expr_kind::constant, now_.at);
          name->value = document{now_.text};
          advance();
          adopt(*step, std::move(name));
          if (now_.is("("))
            return fail(now_.at, "values have no methods");
        } else {
          return unexpected();
        }
      } else if (now_.is("[")) {
        advance();
        step = index(at);
      } else {
        break;
      }
      if (!step)
        return nullptr;
      step->optional = optional;
      if (!chain) {
        chain = make(expr_kind::chain, base->at);
        adopt(*chain, std::move(base));
        base = make(expr_kind::constant, at);  // stands for "there was one"
      }
      adopt(*chain, std::move(step));
    }
    if (!base)
      return nullptr;
    return checked(chain ? std::move(chain) : std::move(base));
  }

  // Behind `[`.
  node_ptr index(size_t at) {
    node_ptr from;
    if (!now_.is(":")) {
      from = expression(0);
      if (!from)
        return nullptr;
    }
    if (!now_.is(":")) {
      if (!expect("]"))
        return nullptr;
      node_ptr step = make(expr_kind::member, at);
      adopt(*step, std::move(from));
      return step;
    }
    advance();
    node_ptr to;
    if (!now_.is("]")) {
      to = expression(0);
      if (!to)
        return nullptr;
    }
    if (!expect("]"))
      return nullptr;
    node_ptr step = make(expr_kind::slice, at);
    adopt(*step, std::move(from));
    adopt(*step, std::move(to));
    return step;
  }

  std::string_view source_;
  expr_lexer lexer_;
  expr_token now_;
  expr_token next_;
  std::string problem_;
  size_t depth_ = 0;
  size_t predicates_ = 0;
};

}  // namespace

size_t tree_bytes(const expr_node& root) noexcept {
  size_t bytes = sizeof root + heap_bytes(root.text) + heap_bytes(root.value) + root.children.capacity() * sizeof(expr_ptr);
  for (const expr_ptr& each : root.children)
    if (each != nullptr)
      bytes += tree_bytes(*each);
  return bytes;
}

std::string expr_place(std::string_view source, size_t at) {
  const std::string_view before = source.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("({}:{})", line, at - begin + 1);
}

expr_ptr parse_expr(std::string_view source, std::string& problem) {
  parser self{source};
  node_ptr root = self.parse();
  if (!root)
    problem = self.problem().empty() ? "invalid expression" : self.problem();
  return root;
}

}  // namespace troupe::runtime::modules
