#include "runtime/security/condition.hpp"

#include "config/errc.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace troupe::runtime::security {

namespace {

constexpr std::array<std::string_view, 14> operators{"eq",  "ne",     "lt",      "gt",       "lte",       "gte",     "in",
                                                     "nin", "exists", "nexists", "contains", "ncontains", "matches", "nmatches"};

// The texts of an access are no documents; what a path names is one or the other.
struct found {
  document made;
  const document* known = nullptr;

  const document& get() const noexcept { return known != nullptr ? *known : made; }
};

// Member by member; a key may hold dots itself.
const document* descend(const document& from, std::string_view path) noexcept {
  if (const document* whole = from.find(path))
    return whole;
  for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1))
    if (const document* member = from.find(path.substr(0, dot)))
      if (const document* rest = descend(*member, path.substr(dot + 1)))
        return rest;
  return nullptr;
}

std::optional<found> present(const document* node) {
  if (node == nullptr || node->is_null())
    return std::nullopt;
  return found{{}, node};
}

std::optional<found> look_up(const access& wanted, std::string_view path) {
  if (path == "action")
    return found{document{wanted.action}};
  if (path == "resource")
    return found{document{wanted.resource}};
  if (wanted.who != nullptr) {
    if (path == "actor.id")
      return found{document{wanted.who->id}};
    if (path == "actor.meta")
      return present(&wanted.who->meta);
    if (path.starts_with("actor.meta."))
      return present(descend(wanted.who->meta, path.substr(11)));
  }
  if (wanted.meta != nullptr && path == "meta")
    return present(wanted.meta);
  if (wanted.meta != nullptr && path.starts_with("meta."))
    return present(descend(*wanted.meta, path.substr(5)));
  return std::nullopt;
}

// Numbers, and texts that are nothing but a number.
std::optional<double> number_of(const document& from) {
  if (const int64_t* whole = from.as_integer())
    return static_cast<double>(*whole);
  if (const double* number = from.as_double())
    return *number;
  const std::string* text = from.as_string();
  if (text == nullptr || text->empty())
    return std::nullopt;
  double number = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  return problem == std::errc{} && end == text->data() + text->size() ? std::optional{number} : std::nullopt;
}

bool equal(const document& a, const document& b) {
  if (a == b)
    return true;
  const auto left = number_of(a);
  const auto right = left ? number_of(b) : std::nullopt;
  return right && *left == *right;
}

// -1, 0, 1; nothing if they have no order.
std::optional<int> order(const document& a, const document& b) {
  const auto left = number_of(a);
  const auto right = left ? number_of(b) : std::nullopt;
  if (right)
    return *left < *right ? -1 : *left > *right ? 1 : 0;
  if (!a.is_string() || !b.is_string())
    return std::nullopt;
  const int sign = a.as_string()->compare(*b.as_string());
  return sign < 0 ? -1 : sign > 0 ? 1 : 0;
}

std::optional<bool> is_in(const document& item, const document& list) {
  const document::list* items = list.as_list();
  if (items == nullptr)
    return std::nullopt;
  return std::any_of(items->begin(), items->end(), [&](const document& each) { return equal(item, each); });
}

std::optional<bool> is_contained(const document& part, const document& whole) {
  if (whole.is_list())
    return is_in(part, whole);
  if (!whole.is_string() || !part.is_string())
    return std::nullopt;
  return whole.as_string()->find(*part.as_string()) != std::string::npos;
}

std::shared_ptr<const re2::RE2> compile(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto made = std::make_shared<re2::RE2>(pattern, options);
  return made->ok() ? made : nullptr;
}

bool is_match(comparison how) noexcept {
  return how == comparison::matches || how == comparison::nmatches;
}

caf::error refuse(size_t number, std::string_view what) {
  return make_error(errc::invalid, "policy.conditions[" + std::to_string(number) + "] " + std::string{what});
}

}  // namespace

bool condition::holds(const access& wanted) const {
  const auto field = look_up(wanted, field_);
  if (how_ == comparison::exists || how_ == comparison::nexists) {
    const bool* flag = value_.as_bool();
    const bool asked = flag == nullptr || *flag;
    return field.has_value() == (asked == (how_ == comparison::exists));
  }
  if (!field)
    return false;
  if (value_from_.empty())
    return compare(field->get(), value_);
  const auto other = look_up(wanted, value_from_);
  return other && compare(field->get(), other->get());
}

bool condition::compare(const document& field, const document& other) const {
  const auto is = [](const std::optional<bool>& told, bool wanted) { return told && *told == wanted; };
  switch (how_) {
    case comparison::eq: return equal(field, other);
    case comparison::ne: return !equal(field, other);
    case comparison::lt: return order(field, other) == -1;
    case comparison::gt: return order(field, other) == 1;
    case comparison::lte: return order(field, other).value_or(1) <= 0;
    case comparison::gte: return order(field, other).value_or(-1) >= 0;
    case comparison::in: return is(is_in(field, other), true);
    case comparison::nin: return is(is_in(field, other), false);
    case comparison::contains: return is(is_contained(other, field), true);
    case comparison::ncontains: return is(is_contained(other, field), false);
    case comparison::matches:
    case comparison::nmatches: return fits(field, other);
    case comparison::exists:
    case comparison::nexists: break;
  }
  return false;
}

bool condition::fits(const document& field, const document& other) const {
  const std::string* text = field.as_string();
  const std::string* pattern = other.as_string();
  if (text == nullptr || pattern == nullptr)
    return false;
  const std::shared_ptr<const re2::RE2> compiled = value_from_.empty() ? pattern_ : compile(*pattern);
  return compiled != nullptr && re2::RE2::PartialMatch(*text, *compiled) == (how_ == comparison::matches);
}

caf::expected<std::vector<condition>> read_conditions(const document& policy, std::vector<std::string>& doubts) {
  std::vector<condition> made;
  const document* node = policy.find("conditions");
  if (node == nullptr || node->is_null())
    return made;
  const document::list* items = node->as_list();
  if (items == nullptr)
    return make_error(errc::invalid, "policy.conditions must be a list");
  for (const document& each : *items) {
    const size_t number = made.size() + 1;
    const auto text = [&](std::string_view member) {
      const document* found = each.find(member);
      return found == nullptr || found->as_string() == nullptr ? std::string{} : *found->as_string();
    };
    condition one;
    one.field_ = text("field");
    if (one.field_.empty())
      return refuse(number, "needs a `field`");
    const auto known = std::find(operators.begin(), operators.end(), text("operator"));
    if (known == operators.end())
      return refuse(number, "needs an `operator`: eq ne lt gt lte gte in nin exists nexists contains ncontains matches nmatches");
    one.how_ = static_cast<comparison>(known - operators.begin());
    one.value_from_ = text("value_from");
    const document* value = each.find("value");
    if (value != nullptr)
      one.value_ = *value;
    else if (one.value_from_.empty())
      return refuse(number, "needs a `value` or a `value_from`");
    if (is_match(one.how_) && one.value_from_.empty() && one.value_.is_string()) {
      one.pattern_ = compile(*one.value_.as_string());
      if (one.pattern_ == nullptr)
        doubts.push_back("policy.conditions[" + std::to_string(number) + "]: \"" + *one.value_.as_string()
                         + "\" is no regular expression; the policy never applies");
    }
    made.push_back(std::move(one));
  }
  return made;
}

}  // namespace troupe::runtime::security
