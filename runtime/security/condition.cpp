#include "runtime/security/condition.hpp"

#include "config/field_reader.hpp"

#include <fmt/format.h>
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

// Warns of a path that `look_up` never finds.
void check_path(field_reader& fields, std::string_view field, std::string_view path) {
  static const std::vector<std::string_view> known{"actor.id", "actor.meta", "action", "resource", "meta"};
  if (path.empty() || path.starts_with("actor.meta.") || path.starts_with("meta.") || std::find(known.begin(), known.end(), path) != known.end())
    return;
  std::string remedy = "known are actor.id, actor.meta.x, action, resource, meta.x";
  const size_t first = std::min(path.find('.'), path.size());
  const size_t second = std::min(path.find('.', first + 1), path.size());
  for (const size_t length : {second, first})
    if (const std::string_view near = nearest_name(path.substr(0, length), known); !near.empty()) {
      remedy = did_you_mean(std::string{near}.append(path.substr(length)));
      break;
    }
  fields.warn(field, fmt::format("\"{}\" is not known and has no value", path), std::move(remedy));
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

std::vector<condition> read_conditions(const document::list& from, const entry_id& owner, diagnostics& findings) {
  static const std::vector<std::string> words{operators.begin(), operators.end()};
  std::vector<condition> made;
  for (size_t i = 0; i < from.size(); ++i) {
    const std::string name = fmt::format("policy.conditions[{}]", i);
    const document holder{document::map{{name, from[i]}}};
    field_reader fields{holder, from[i].mark(), owner, findings};
    if (!fields.require(name) || fields.map(name) == nullptr)
      continue;
    fields.known_members(name, {"field", "operator", "value", "value_from"});
    condition one;
    if (fields.require(name + ".field"))
      one.field_ = fields.string(name + ".field");
    check_path(fields, name + ".field", one.field_);
    if (fields.require(name + ".operator")) {
      const std::string word = fields.choice(name + ".operator", words, operators.front());
      one.how_ = static_cast<comparison>(std::find(operators.begin(), operators.end(), word) - operators.begin());
    }
    one.value_from_ = fields.string(name + ".value_from");
    check_path(fields, name + ".value_from", one.value_from_);
    const document* value = from[i].find("value");  // may be null
    if (value != nullptr)
      one.value_ = *value;
    else if (!fields.has(name + ".value_from"))
      fields.error(name, "needs a `value` or a `value_from`");
    else
      fields.require(name + ".value_from");
    if (is_match(one.how_) && one.value_from_.empty() && one.value_.is_string()) {
      one.pattern_ = compile(*one.value_.as_string());
      if (one.pattern_ == nullptr)
        fields.warn(name + ".value", fmt::format("\"{}\" is no regular expression; the policy never applies", *one.value_.as_string()));
    }
    made.push_back(std::move(one));
  }
  return made;
}

}  // namespace troupe::runtime::security
