// Reads the text the front-end wrote (runtime/syntax/type_code.hpp). Programs can reach the function that takes it, so nothing about
// it is trusted: every length, position and depth is checked.
#include "runtime/lua/type_graph.hpp"

#include <charconv>
#include <cstdlib>

namespace troupe::runtime::lua {

namespace {

constexpr int depth_max = 400;  // the front-end nests less than 200 levels, typeof a few times that

}  // namespace

class type_code_reader {
public:
  type_code_reader(std::string_view code, type_graph& into) : rest_(code), into_(into) {}

  bool read() {
    const size_t n = count();
    for (size_t i = 0; i < n; ++i) {
      declared_.push_back(&into_.add(type_kind::declared));
      into_.declarations_.push_back(declared_.back());
    }
    for (size_t i = 0; i < n && sound_; ++i)
      declaration(*declared_[i]);
    return sound_ && rest_.empty();
  }

private:
  const type_node* broken() {
    sound_ = false;
    return &basic_type(type_kind::unresolved);
  }

  char symbol() {
    if (rest_.empty()) {
      sound_ = false;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  size_t number(char end) {
    size_t n = 0;
    const auto [behind, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), n);
    if (problem != std::errc{} || behind == rest_.data() + rest_.size() || *behind != end) {
      sound_ = false;
      return 0;
    }
    rest_.remove_prefix(static_cast<size_t>(behind - rest_.data()) + 1);
    return n;
  }

  // Of things that follow and take a byte or more each.
  size_t count() {
    const size_t n = number(';');
    if (n > rest_.size()) {
      sound_ = false;
      return 0;
    }
    return n;
  }

  std::string text() {
    const size_t size = number(':');
    if (size > rest_.size()) {
      sound_ = false;
      return {};
    }
    std::string s{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return s;
  }

  void declaration(type_node& made) {
    made.name = text();
    const size_t n = count();
    parameters_ = n;
    for (size_t i = 0; i < n && sound_; ++i) {
      type_member parameter{text(), nullptr, false};
      if (!rest_.empty() && rest_.front() == '-')
        rest_.remove_prefix(1);
      else
        parameter.what = node();
      made.members.push_back(std::move(parameter));
    }
    if (n > 0)
      made.kind = type_kind::generic;
    made.parts.push_back(node());
  }

  void parts(type_node& made) {
    const size_t n = count();
    for (size_t i = 0; i < n && sound_; ++i)
      made.parts.push_back(node());
  }

  void members(type_node& made, char mark) {
    const size_t n = count();
    for (size_t i = 0; i < n && sound_; ++i) {
      type_member member;
      member.name = text();
      member.flag = symbol() == mark;
      member.what = node();
      made.members.push_back(std::move(member));
    }
  }

  const type_node* composed(type_kind kind, int nodes) {
    type_node& made = into_.add(kind);
    for (int i = 0; i < nodes && sound_; ++i)
      made.parts.push_back(node());
    return &made;
  }

  const type_node* node() {
    if (!sound_ || depth_ >= depth_max)
      return broken();
    ++depth_;
    const type_node* const made = node_of(symbol());
    --depth_;
    return made;
  }

  const type_node* node_of(char code) {
    switch (code) {
      case 'n': return &basic_type(type_kind::nil);
      case 'b': return &basic_type(type_kind::boolean);
      case 'f': return &basic_type(type_kind::number);
      case 'i': return &basic_type(type_kind::integer);
      case 's': return &basic_type(type_kind::string);
      case 'a': return &basic_type(type_kind::any);
      case 'u': return &basic_type(type_kind::unknown);
      case 'v': return &basic_type(type_kind::never);
      case 't': return &basic_type(type_kind::table);
      case 'e': return &basic_type(type_kind::error);
      case 'T': return &basic_type(type_kind::literal_true);
      case 'F': return &basic_type(type_kind::literal_false);
      case 'S': {
        type_node& made = into_.add(type_kind::literal_string);
        made.name = text();
        return &made;
      }
      case 'N': {
        type_node& made = into_.add(type_kind::literal_number);
        made.name = text();
        made.number = number_of(made.name);
        return &made;
      }
      case '?': return composed(type_kind::optional, 1);
      case '[': return composed(type_kind::array, 1);
      case '{': return composed(type_kind::map, 2);
      case 'C': return composed(type_kind::conditional, 4);
      case 'K': return composed(type_kind::key_of, 1);
      case 'O': return composed(type_kind::index, 2);
      case '|':
      case '&': {
        type_node& made = into_.add(code == '|' ? type_kind::union_of : type_kind::intersection);
        parts(made);
        return &made;
      }
      case 'R': {
        type_node& made = into_.add(type_kind::record);
        members(made, '?');
        return &made;
      }
      case 'I': {
        type_node& made = into_.add(type_kind::interface);
        parts(made);
        members(made, '?');
        return &made;
      }
      case 'L': {
        type_node& made = into_.add(type_kind::function);
        members(made, '*');
        parts(made);
        made.number = symbol() == '*' ? 1 : 0;
        return &made;
      }
      case 'G': {
        type_node& made = into_.add(type_kind::instantiated);
        made.parts.push_back(node());
        parts(made);
        return &made;
      }
      case '@': return annotated();
      case 'D': {
        const size_t which = number(';');
        return which < declared_.size() ? declared_[which] : broken();
      }
      case 'P': {
        type_node& made = into_.add(type_kind::parameter);
        const size_t which = number(';');
        if (which >= parameters_)
          return broken();
        made.number = static_cast<double>(which);
        return &made;
      }
      case 'X': return external();
      case 'U': {
        type_node& made = into_.add(type_kind::unresolved);
        made.name = text();
        return &made;
      }
      default: return broken();
    }
  }

  const type_node* external() {
    type_node& made = into_.add(type_kind::unresolved);
    type_graph::external found{text(), {}, &made};
    made.name = found.alias;
    const size_t n = count();
    for (size_t i = 0; i < n && sound_; ++i) {
      found.path.push_back(text());
      made.name += "." + found.path.back();
    }
    into_.externals_.push_back(std::move(found));
    return &made;
  }

  const type_node* annotated() {
    type_node& made = into_.add(type_kind::annotated);
    made.parts.push_back(node());
    const size_t n = count();
    for (size_t i = 0; i < n && sound_; ++i) {
      type_validator each;
      each.name = text();
      switch (symbol()) {
        case '-': break;
        case 'N':
          each.has_number = true;
          each.number = number_of(text());
          break;
        case 'S':
          each.has_text = true;
          each.text = text();
          break;
        default: broken();
      }
      made.validators.push_back(std::move(each));
    }
    return &made;
  }

  // Decimal or hexadecimal, as the dialect writes it.
  static double number_of(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

  std::string_view rest_;
  type_graph& into_;
  std::vector<type_node*> declared_;
  size_t parameters_ = 0;
  int depth_ = 0;
  bool sound_ = true;
};

std::shared_ptr<type_graph> type_graph::read(std::string_view code) {
  auto made = std::make_shared<type_graph>();
  return type_code_reader{code, *made}.read() ? made : nullptr;
}

}  // namespace troupe::runtime::lua
