#include "runtime/modules/json_schema_run.hpp"

#include "config/document_text.hpp"
#include "config/limits.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

constexpr std::string_view type_names[] = {"null", "boolean", "object", "array", "number", "string", "integer"};

std::optional<double> number_in(const document& value) noexcept {
  if (const int64_t* whole = value.as_integer())
    return static_cast<double>(*whole);
  const double* number = value.as_double();
  return number == nullptr ? std::nullopt : std::optional{*number};
}

std::string_view type_of(const document& value) noexcept {
  return value.is_null()     ? "null"
         : value.is_bool()   ? "boolean"
         : value.is_string() ? "string"
         : value.is_list()   ? "array"
         : value.is_map()    ? "object"
                             : "number";
}

bool is_of_type(const document& value, std::string_view name) noexcept {
  if (name != "integer")
    return type_of(value) == name;
  const auto n = number_in(value);
  return n && *n == std::floor(*n);
}

size_t characters_in(std::string_view text) noexcept {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

}  // namespace

bool json_schema_run::check(const document& schema, const document& data, json_parts_seen& seen) {
  if (const bool* all = schema.as_bool())
    return *all || fail("nothing is allowed here");
  if (schema.as_map() == nullptr)
    return fail("the schema is neither an object nor a boolean");
  if (++depth_ > limits::schema_depth_max || ++steps_ > limits::schema_steps_max)
    return fail("the schema refers to itself without end, or asks for too much");
  const std::string_view base = of_.index_.base_of(schema);
  const bool entered = scopes_.empty() || scopes_.back() != base;
  if (entered)
    scopes_.push_back(base);
  json_parts_seen own;  // what schemas beside this one looked at does not count here
  const bool good = references(schema, data, own) && general(schema, data) && numbers(schema, data)
                    && (data.as_string() == nullptr || texts(schema, *data.as_string())) && combined(schema, data, own)
                    && (data.as_list() == nullptr || items(schema, data, own))
                    && (data.as_map() == nullptr || members(schema, data, own)) && unevaluated(schema, data, own);
  if (good)
    seen.add(own);
  if (entered)
    scopes_.pop_back();
  --depth_;
  return good;
}

bool json_schema_run::references(const document& schema, const document& data, json_parts_seen& seen) {
  for (const char* key : {"$ref", "$dynamicRef"}) {
    const document* reference = schema.find(key);
    if (reference == nullptr || reference->as_string() == nullptr)
      continue;
    const std::string_view base = of_.index_.base_of(schema);
    const document* target = key[1] == 'r' ? of_.index_.find(base, *reference->as_string())
                                           : of_.index_.find_dynamic(base, *reference->as_string(), scopes_);
    if (target == nullptr)
      return fail(fmt::format("the schema has no {}", *reference->as_string()));
    if (!check(*target, data, seen))
      return false;
  }
  return true;
}

bool json_schema_run::general(const document& schema, const document& data) {
  if (const document* type = schema.find("type")) {
    const document::list* several = type->as_list();
    const bool fits = several == nullptr ? is_of_type(data, type->scalar_text())
                                         : std::any_of(several->begin(), several->end(),
                                                       [&](const document& each) { return is_of_type(data, each.scalar_text()); });
    if (!fits)
      return fail(fmt::format("got {}, want {}", type_of(data), several == nullptr ? type->scalar_text() : to_json(*type)));
  }
  if (const document* values = schema.find("enum"); values != nullptr && values->as_list() != nullptr)
    if (std::find(values->as_list()->begin(), values->as_list()->end(), data) == values->as_list()->end())
      return fail(fmt::format("value must be one of {}", to_json(*values)));
  if (const document* value = schema.find("const"); value != nullptr && !(*value == data))
    return fail(fmt::format("value must be {}", to_json(*value)));
  return true;
}

bool json_schema_run::numbers(const document& schema, const document& data) {
  const auto n = number_in(data);
  if (!n)
    return true;
  const auto bound = [&](std::string_view key) {
    const document* found = schema.find(key);
    return found == nullptr ? std::nullopt : number_in(*found);
  };
  if (const auto least = bound("minimum"); least && *n < *least)
    return fail(fmt::format("minimum: got {}, want {}", *n, *least));
  if (const auto most = bound("maximum"); most && *n > *most)
    return fail(fmt::format("maximum: got {}, want {}", *n, *most));
  if (const auto least = bound("exclusiveMinimum"); least && *n <= *least)
    return fail(fmt::format("exclusiveMinimum: got {}, want more than {}", *n, *least));
  if (const auto most = bound("exclusiveMaximum"); most && *n >= *most)
    return fail(fmt::format("exclusiveMaximum: got {}, want less than {}", *n, *most));
  if (const auto step = bound("multipleOf"); step && *step > 0) {
    const double times = *n / *step;
    // 0.3 is a multiple of 0.1, which neither double is exactly.
    const bool whole = std::isfinite(times) ? std::fabs(times - std::round(times)) <= 1e-9 * std::max(1.0, std::fabs(times)) && (std::fabs(*n) >= *step || *n == 0)
                                            : std::fmod(*n, *step) == 0;
    if (!whole)
      return fail(fmt::format("multipleOf: got {}, want a multiple of {}", *n, *step));
  }
  return true;
}

bool json_schema_run::within(const document& schema, std::string_view least, std::string_view most, size_t size,
                             std::string_view of_what) {
  const auto bound = [&](std::string_view key) {
    const document* found = schema.find(key);
    return found == nullptr ? std::nullopt : number_in(*found);
  };
  if (const auto n = bound(least); n && static_cast<double>(size) < *n)
    return fail(fmt::format("{}: got {} {}, want {}", least, size, of_what, *n));
  if (const auto n = bound(most); n && static_cast<double>(size) > *n)
    return fail(fmt::format("{}: got {} {}, want {}", most, size, of_what, *n));
  return true;
}

bool json_schema_run::texts(const document& schema, const std::string& text) {
  if (!within(schema, "minLength", "maxLength", characters_in(text), "characters"))
    return false;
  const document* pattern = schema.find("pattern");
  if (pattern != nullptr && pattern->as_string() != nullptr && !re2::RE2::PartialMatch(text, *of_.patterns_.at(*pattern->as_string())))
    return fail(fmt::format("\"{}\" does not match pattern \"{}\"", text, *pattern->as_string()));
  return true;
}

bool json_schema_run::combined(const document& schema, const document& data, json_parts_seen& seen) {
  const auto list = [&](std::string_view key) {
    const document* found = schema.find(key);
    return found == nullptr ? nullptr : found->as_list();
  };
  if (const document::list* every = list("allOf"))
    for (const document& each : *every)
      if (!check(each, data, seen))
        return false;
  if (const document::list* some = list("anyOf")) {
    bool fits = false;
    for (const document& each : *some)
      fits = holds(each, data, seen) || fits;
    if (!fits)
      return fail("anyOf: none of the schemas fits");
  }
  if (const document::list* one = list("oneOf")) {
    size_t fitting = 0;
    for (const document& each : *one)
      fitting += holds(each, data, seen) ? 1 : 0;
    if (fitting != 1)
      return fail(fmt::format("oneOf: {} schemas fit, want one", fitting));
  }
  if (const document* other = schema.find("not")) {
    json_parts_seen ignored;
    if (holds(*other, data, ignored))
      return fail("not: the schema fits");
  }
  if (const document* condition = schema.find("if")) {
    const document* then = schema.find(holds(*condition, data, seen) ? "then" : "else");
    if (then != nullptr && !check(*then, data, seen))
      return false;
  }
  return true;
}

// ---- schemas -------------------------------------------------------------------------------------------------------------

json_schema::json_schema(document schema) : schema_(std::move(schema)), index_(schema_) {}
json_schema::~json_schema() = default;

// Patterns are compiled, types and references looked at, so that a bad schema is known before the data.
std::string json_schema::prepare() {
  if (schema_.as_map() == nullptr && !schema_.is_bool())
    return "a schema is an object or a boolean";
  std::string problem;
  const auto add = [&](const std::string& pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto made = std::make_unique<re2::RE2>(pattern, options);
    if (!made->ok())
      problem = fmt::format("pattern \"{}\": {}", pattern, made->error());
    patterns_[pattern] = std::move(made);
  };
  index_.each([&](const document& part) {
    if (const document* pattern = part.find("pattern"); pattern != nullptr && pattern->as_string() != nullptr)
      add(*pattern->as_string());
    if (const document* patterned = part.find("patternProperties"); patterned != nullptr && patterned->as_map() != nullptr)
      for (const auto& [pattern, by] : *patterned->as_map())
        add(pattern);
  });
  if (const document* type = schema_.find("type")) {
    const document::list one{*type};
    for (const document& each : type->as_list() != nullptr ? *type->as_list() : one)
      if (std::find(std::begin(type_names), std::end(type_names), each.scalar_text()) == std::end(type_names))
        problem = fmt::format("unknown type {}", to_json(each));
  }
  return problem;
}

std::shared_ptr<const json_schema> json_schema::compile(document schema, std::string& problem) {
  std::shared_ptr<json_schema> made{new json_schema{std::move(schema)}};
  problem = made->prepare();
  return problem.empty() ? made : nullptr;
}

std::optional<std::string> json_schema::check(const document& data) const {
  json_schema_run run{*this};
  json_parts_seen seen;
  if (run.check(schema_, data, seen))
    return std::nullopt;
  return run.problem().empty() ? "invalid" : run.problem();
}

}  // namespace troupe::runtime::modules
