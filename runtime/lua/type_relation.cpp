#include "runtime/lua/type_relation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace troupe::runtime::lua {

namespace {

constexpr int depth_max = 64;
constexpr int steps_max = 20'000;  // a union in a union multiplies

enum class any_is : uint8_t { everything, top };

class relation {
public:
  explicit relation(any_is any) : any_(any) {}

  bool subtype(const type_node& left, const type_node& right) {
    const type_node& a = meaning_of(left);
    const type_node& b = meaning_of(right);
    if (&a == &b)
      return true;
    const std::pair asked{&a, &b};
    if (std::find(assumed_.begin(), assumed_.end(), asked) != assumed_.end())
      return true;
    if (assumed_.size() >= depth_max || ++steps_ > steps_max)
      return false;
    assumed_.push_back(asked);
    const bool holds = decide(a, b);
    assumed_.pop_back();
    return holds;
  }

private:
  bool decide(const type_node& a, const type_node& b) {
    using enum type_kind;
    if (a.kind == annotated || b.kind == annotated)
      return validated(a, b);
    if (b.kind == any || b.kind == unknown)
      return any_ == any_is::everything || a.kind == b.kind || (a.kind != any && a.kind != unknown);
    if (a.kind == never || (a.kind == any && any_ == any_is::everything))
      return true;
    if (a.kind == union_of)
      return every(a, [&](const type_node& each) { return subtype(each, b); });
    if (a.kind == optional)
      return subtype(basic_type(nil), b) && subtype(*a.parts[0], b);
    if (b.kind == optional)
      return a.kind == nil || subtype(a, *b.parts[0]);
    if (b.kind == union_of)
      return some(b, [&](const type_node& each) { return subtype(a, each); });
    if (b.kind == intersection)
      return every(b, [&](const type_node& each) { return subtype(a, each); });
    if (a.kind == intersection)
      return some(a, [&](const type_node& each) { return subtype(each, b); });
    return structural(a, b);
  }

  bool validated(const type_node& a, const type_node& b) {
    const bool same = a.kind == b.kind
                      && std::equal(a.validators.begin(), a.validators.end(), b.validators.begin(), b.validators.end(),
                                    [](const type_validator& x, const type_validator& y) {
                                      return x.name == y.name && x.has_number == y.has_number && x.number == y.number
                                             && x.has_text == y.has_text && x.text == y.text;
                                    });
    if (b.kind == type_kind::annotated && !same)
      return false;
    return subtype(*a.parts[0], same ? *b.parts[0] : b);
  }

  bool structural(const type_node& a, const type_node& b) {
    using enum type_kind;
    switch (b.kind) {
      case number: return a.kind == number || a.kind == integer || a.kind == literal_number;
      case integer: return a.kind == integer || (a.kind == literal_number && a.number == std::floor(a.number));
      case string: return a.kind == string || a.kind == literal_string;
      case boolean: return a.kind == boolean || a.kind == literal_true || a.kind == literal_false;
      case literal_string: return a.kind == b.kind && a.name == b.name;
      case literal_number: return a.kind == b.kind && a.number == b.number;
      case table: return a.kind == table || a.kind == array || a.kind == map || a.kind == record || a.kind == interface;
      case array: return a.kind == array && subtype(*a.parts[0], *b.parts[0]);
      case map: return a.kind == map && subtype(*a.parts[0], *b.parts[0]) && subtype(*a.parts[1], *b.parts[1]);
      case tuple: return a.kind == tuple && all_parts(a, b);
      case record:
      case interface: return (a.kind == record || a.kind == interface) && fields(a, b);
      case function: return a.kind == function && functions(a, b);
      case parameter: return a.kind == parameter && a.number == b.number;
      case unresolved: return a.kind == unresolved && a.name == b.name;
      default: return a.kind == b.kind && a.kind != generic;
    }
  }

  bool fields(const type_node& a, const type_node& b) {
    return std::all_of(b.members.begin(), b.members.end(), [&](const type_member& wanted) {
      const auto found = std::find_if(a.members.begin(), a.members.end(), [&](const type_member& each) { return each.name == wanted.name; });
      if (found == a.members.end())
        return wanted.flag && any_ == any_is::everything;
      return (!found->flag || wanted.flag) && subtype(*found->what, *wanted.what);
    });
  }

  // A function that takes at least what is passed and answers what is expected.
  bool functions(const type_node& a, const type_node& b) {
    if (a.members.size() > b.members.size() || a.number != b.number)
      return false;
    for (size_t i = 0; i < a.members.size(); ++i)
      if (a.members[i].flag != b.members[i].flag || !subtype(*b.members[i].what, *a.members[i].what))
        return false;
    return all_parts(a, b);
  }

  bool all_parts(const type_node& a, const type_node& b) {
    return std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                      [&](const type_node* x, const type_node* y) { return subtype(*x, *y); });
  }

  template <class Test>
  static bool every(const type_node& t, Test test) {
    return std::all_of(t.parts.begin(), t.parts.end(), [&](const type_node* each) { return test(*each); });
  }
  template <class Test>
  static bool some(const type_node& t, Test test) {
    return std::any_of(t.parts.begin(), t.parts.end(), [&](const type_node* each) { return test(*each); });
  }

  any_is any_;
  std::vector<std::pair<const type_node*, const type_node*>> assumed_;
  int steps_ = 0;
};

}  // namespace

bool is_subtype(const type_node& a, const type_node& b) {
  return relation{any_is::everything}.subtype(a, b);
}

bool is_equal(const type_node& a, const type_node& b) {
  return relation{any_is::top}.subtype(a, b) && relation{any_is::top}.subtype(b, a);
}

}  // namespace troupe::runtime::lua
